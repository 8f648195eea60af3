// The engine's sources over the vendors' real simulators, without a network: the adapter's requests are handed to the
// simulator as a function, signed as the adapter declares, and what it answers is decoded as it would be off the wire.

import {
  type AnyList,
  type Declaration,
  type ListName,
  type PagingInside,
  VendorFault,
} from '../../adapters/contract.js'
import { adapters } from '../../adapters/index.js'
import type { World } from '../../adapters/simulation/contract.js'
import { simulators } from '../../adapters/simulators.js'
import type { ObservedFault } from '../../adapters/wire/faults.js'
import { readConfiguration, type SourceConfiguration } from '../../src/config/schema.js'
import { createSource } from '../../src/engine/source/create-source.js'
import type { Source } from '../../src/engine/source/source.js'
import { SourceFailure } from '../../src/errors/source-failure.js'
import type { Resilience } from '../../src/resilience/contract.js'
import type { Transport } from '../../src/transport/transport.js'
import { type InProcessSource, openInProcess } from '../adapters/in-process.js'

/** A vendor's system, set up in one of the ways that its simulator knows. */
export interface SiteKind {
  readonly label: string
  readonly vendor: string
  readonly options: Readonly<Record<string, unknown>>
  /** What the operator has configured beside the simulator's own source section. */
  readonly keys?: Readonly<Record<string, unknown>>
  /** Whether it tells the start of a call only when the call is answered. */
  readonly tellsStartLate?: boolean
}

const kind = (vendor: string, options: SiteKind['options'], keys: SiteKind['keys'] = {}): SiteKind => ({
  label: [vendor, ...Object.entries({ ...options, ...keys }).map((given) => given.map(String).join('='))].join(' '),
  vendor,
  options,
  keys,
})

/** A TelecomX whose sessions are in no order, which the gateway has not been told. */
export const UNTOLD_DISORDER = kind('telecomx', { order: 'shuffled' })

export const SITE_KINDS: readonly SiteKind[] = [
  kind('telecomx', {}),
  kind('telecomx', { bareArray: true }),
  kind('telecomx', { order: 'shuffled' }, { order: 'none' }),
  kind('telecomx', { order: 'shuffled', bareArray: true }, { order: 'none' }),
  kind('restcomm', { product: 'sbc', format: 'json' }),
  kind('restcomm', { product: 'sbc', format: 'xml' }),
  kind('restcomm', { product: 'connect', format: 'json' }),
  kind('restcomm', { product: 'connect', format: 'xml' }),
  kind('portasip', {}),
  kind('portasip', { setupTime: false }),
  kind('portasip', { trusted: true, order: 'none' }),
  kind('mor', {}),
  { ...kind('mor', { uniqueId: false }), tellsStartLate: true },
]

/** Systems whose calls and sessions are read page by page, in the vendor's order. */
export const ORDERED_KINDS = SITE_KINDS.filter(({ vendor, options }) =>
  vendor === 'telecomx' ? options['order'] === undefined : options['product'] === 'connect',
)

/** What a source stands in: the world and the moment. */
export interface Setting {
  readonly world: World
  readonly clock: { nowMs: number }
}

export class SimulatedSource {
  readonly source: Source
  /** The same system, asked by nobody but the test. */
  readonly witness: InProcessSource
  /** Whether it refuses connections. */
  failing = false
  /** How many requests it has refused, and answered. */
  refusals = 0
  answers = 0
  /** Called before every request that it answers. */
  beforeAnswer: () => void = () => {}

  /** @param mostRows of one request, where the vendor pages; null: as many as the vendor allows. */
  constructor(
    readonly name: string,
    readonly kind: SiteKind,
    { world, clock }: Setting,
    mostRows: number | null,
  ) {
    const now = () => clock.nowMs
    const { simulator, configured } = configure(name, kind)
    const open = () => openInProcess(configured.adapter, simulator, world, now)
    this.witness = open()
    const declaration = withPaging(configured, mostRows)
    const { common } = configured
    this.source = createSource({
      name,
      vendor: kind.vendor,
      title: kind.label,
      declaration,
      capabilities: [],
      options: {
        timeoutMs: common.timeoutMs,
        // A source that fails is to be seen to fail.
        staleOnErrorMs: 0,
        control: false,
        freshnessMs: common.freshness,
        maxScanRows: common.maxScanRows,
      },
      transport: this.#transport(open(), now),
      resilience: NONE,
      now,
      monotonicNow: now,
    })
  }

  #transport(site: InProcessSource, now: () => number): Transport {
    return {
      send: async (request, start, { signal }) => {
        signal.throwIfAborted()
        if (this.failing) {
          this.refusals += 1
          throw new SourceFailure('UNREACHABLE', 'the source refused the connection')
        }
        this.answers += 1
        this.beforeAnswer()
        const before = site.requests()
        const seen: { fault?: ObservedFault } = {}
        const note = (fault: ObservedFault): undefined => void (seen.fault = fault)
        try {
          const result = site.ask(request, start, note)
          return { result, httpStatus: 200, receivedAtMs: now(), bytes: 0, requests: site.requests() - before }
        } catch (error) {
          if (!(error instanceof VendorFault)) throw error
          throw new SourceFailure(error.code, error.message, { observed: seen.fault ?? null })
        }
      },
      close: async () => {},
    }
  }
}

/** One attempt, and nothing around it. */
const NONE: Resilience = { breaker: () => 'closed', run: (_request, signal, attempt) => attempt(signal) }

function configure(name: string, { vendor, options, keys }: SiteKind) {
  const kit = simulators.find((candidate) => candidate.vendor === vendor)
  if (kit === undefined) throw new Error(`there is no simulator ${vendor}`)
  const simulator = kit.open(options)
  const sources = { [name]: { ...simulator.source('http://127.0.0.1:9'), ...keys } }
  const reading = readConfiguration({ sources }, adapters)
  const [configured] = reading.ok ? reading.sources : []
  if (configured === undefined) throw new Error(`${name} cannot be configured`)
  return { simulator, configured }
}

/** The declaration with the order that is configured, and with smaller requests. */
function withPaging({ adapter, common, settings }: SourceConfiguration, mostRows: number | null): Declaration {
  const declaration = adapter.declare(settings)
  const change = <List extends AnyList>(name: ListName, list: List | undefined): List | undefined =>
    list === undefined
      ? undefined
      : { ...list, order: common.order?.[name] ?? list.order, paging: smaller(list.paging, mostRows) }
  const { calls, sessions, sipAccounts, activeCalls } = declaration.lists
  const lists = {
    calls: change('calls', calls),
    sessions: change('sessions', sessions),
    sipAccounts: change('sipAccounts', sipAccounts),
    activeCalls: change('activeCalls', activeCalls),
  }
  return { ...declaration, lists: present(lists) }
}

const smaller = (paging: AnyList['paging'], mostRows: number | null): AnyList['paging'] => {
  if (mostRows === null || paging.style === 'snapshot') return paging
  if (paging.style === 'slices') return { ...paging, inside: smallerInside(paging.inside, mostRows) }
  return paging.style === 'offset' ? { ...paging, maxLimit: mostRows } : { ...paging, maxPageSize: mostRows }
}

function smallerInside(inside: PagingInside, mostRows: number): PagingInside {
  if (inside.style === 'none') return inside
  return inside.style === 'page' ? { ...inside, maxPageSize: mostRows } : { ...inside, maxLimit: mostRows }
}

type Lists = Declaration['lists']
type AnyOf<Name extends ListName> = { readonly [Key in Name]: Lists[Key] | undefined }
const present = ({ calls, sessions, sipAccounts, activeCalls }: AnyOf<ListName>): Lists => ({
  ...(calls === undefined ? {} : { calls }),
  ...(sessions === undefined ? {} : { sessions }),
  ...(sipAccounts === undefined ? {} : { sipAccounts }),
  ...(activeCalls === undefined ? {} : { activeCalls }),
})
