// What everybody may see of a world that stands still, derived from the administrator's answers in the simplest way.

import type { Stack } from '../../support/stack.js'
import { askAs, type Viewer } from './viewers.js'

export interface Known {
  readonly id: string
  readonly nativeId: string
  readonly source: string
  /** The customers at its ends: null where there is none. */
  readonly from: string | null
  readonly to: string | null
}
export type KnownList = 'calls' | 'sessions' | 'activeCalls'
export type World = Readonly<Record<KnownList, readonly Known[]>>

const RECORD = 'id nativeId source { name vendor }'
const WORLD = `{
  calls(first: 1000) { nodes { ${RECORD} customer { nativeId } } }
  sessions(first: 1000) { nodes { ${RECORD} sourceCustomer { nativeId } destinationCustomer { nativeId } } }
  activeCalls(first: 1000) { nodes { ${RECORD} customer { nativeId } mor { userId destinationUserId } } }
}`

interface Named {
  readonly nativeId: string
}
interface Node extends Named {
  readonly id: string
  readonly source: { readonly name: string; readonly vendor: string }
  readonly sourceCustomer?: Named | null
  readonly destinationCustomer?: Named | null
  readonly customer?: Named | null
  readonly mor?: { readonly userId: string | null; readonly destinationUserId: string | null } | null
}
type Page = { readonly nodes: readonly Node[] }

/** Reads the whole world as the administrator sees it. */
export async function readWorld(stack: Stack): Promise<World> {
  const { body } = await askAs(stack, null, WORLD)
  const { calls, sessions, activeCalls } = Object(body.data) as Record<KnownList, Page>
  const bySession = new Map(sessions.nodes.map((node) => [`${node.source.name} ${node.nativeId}`, node]))
  const toKnown = (node: Node): Known => {
    const session = bySession.get(`${node.source.name} ${node.nativeId}`)
    return {
      id: node.id,
      nativeId: node.nativeId,
      source: node.source.name,
      from: session?.sourceCustomer?.nativeId ?? node.mor?.userId ?? node.customer?.nativeId ?? null,
      to: session?.destinationCustomer?.nativeId ?? node.mor?.destinationUserId ?? null,
    }
  }
  return {
    calls: calls.nodes.map(toKnown),
    sessions: sessions.nodes.map(toKnown),
    activeCalls: activeCalls.nodes.map(toKnown),
  }
}

export const SCOPE = { calls: 'calls:read', sessions: 'sessions:read', activeCalls: 'active:read' } as const

/** Whether a viewer is allowed an end of a record. */
export const ownsEnd = ({ sources }: Viewer, { source }: Known, customer: string | null): boolean => {
  const given = sources[source]
  return given === 'all' || (given !== undefined && customer !== null && given.includes(customer))
}

/** Whether a viewer with the scope for it may see a record. */
export const owns = (viewer: Viewer, record: Known): boolean =>
  ownsEnd(viewer, record, record.from) || ownsEnd(viewer, record, record.to)

/** Of a list, what a viewer may see. */
export const seenBy = (viewer: Viewer, world: World, list: KnownList): readonly Known[] =>
  viewer.scopes.includes(SCOPE[list]) ? world[list].filter((record) => owns(viewer, record)) : []

/** Customers by source, the most frequent first. */
export function customersOf(world: World, source: string): readonly string[] {
  const counts = new Map<string, number>()
  for (const list of ['sessions', 'activeCalls'] as const)
    for (const { source: name, from, to } of world[list])
      for (const customer of new Set([from, to]))
        if (name === source && customer !== null) counts.set(customer, (counts.get(customer) ?? 0) + 1)
  return [...counts].sort(([, a], [, b]) => b - a).map(([customer]) => customer)
}
