// A gateway over one simulated system whose calls a test decides, over real HTTP.

import { expect } from 'vitest'
import type { AnySimulatorKit, World, WorldCall } from '../../../adapters/simulation/contract.js'
import { arrayWorld, worldCall } from '../../../adapters/simulation/world.js'
import { type SimulatorHost, startSimulatorHost } from '../../../src/simulator/host.js'
import { startStack, type TestClock } from '../../support/stack.js'
import { closedAfterTest } from './closed-after-test.js'

export interface CallNode {
  readonly nativeId: string
  readonly startedAt: string | null
  readonly answeredAt: string | null
  readonly status: string
  readonly rating: string
  readonly price: { readonly amount: string; readonly currency: string | null } | null
  readonly caller: { readonly number: string | null; readonly e164: string | null }
  readonly callee: { readonly number: string | null; readonly e164: string | null }
  readonly dialled: { readonly number: string | null } | null
}
export interface CallList {
  readonly nodes: readonly CallNode[]
  readonly totalCount: number | null
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null }
  readonly sources: readonly { readonly status: string; readonly error: { readonly code: string } | null }[]
}

export interface HistorySwitch {
  readonly clock: TestClock
  readonly host: SimulatorHost
  readonly calls: WorldCall[]
  /** The page of a list of calls, with these arguments. */
  list(args: string): Promise<CallList>
  /** The reports when the only source fails. */
  failure(args: string): Promise<readonly unknown[]>
  /** The errors of a list that is refused as a whole. */
  refusals(args: string): Promise<readonly { readonly code: unknown; readonly message: string }[]>
  /** Every node, page by page. */
  all(filter: string, pageSize: number): Promise<readonly CallNode[]>
  /** The data of any query; it must have data. */
  data(document: string): Promise<unknown>
}

export interface SwitchParts {
  readonly kit: AnySimulatorKit
  readonly nowMs: number
  readonly options?: Readonly<Record<string, unknown>>
  /** Merged into the keys of the source. */
  readonly keys?: Readonly<Record<string, unknown>>
  readonly customers?: World['customers']
  readonly trunks?: World['trunks']
  /** What happens to the world when the switch receives a request. */
  readonly onRequest?: (calls: WorldCall[], requests: number) => void
}

const NODE = `nativeId startedAt answeredAt status rating price { amount currency }
  caller { number e164 } callee { number e164 } dialled { number }`
const REST = 'totalCount pageInfo { hasNextPage endCursor } sources { status error { code } }'

/** Starts a gateway and its system; both are closed when the test ends. */
export async function startSwitch(parts: SwitchParts): Promise<HistorySwitch> {
  const { kit, nowMs, options = {}, keys = {}, customers = [], trunks = [], onRequest } = parts
  const clock: TestClock = { nowMs }
  const calls: WorldCall[] = []
  const still = arrayWorld({ calls, customers, trunks })
  let requests = 0
  const world: World = {
    ...still,
    calls: (vendor, atMs) => {
      onRequest?.(calls, ++requests)
      return still.calls(vendor, atMs)
    },
  }
  const simulator = kit.open(options)
  const host = closedAfterTest(await startSimulatorHost({ simulator, world, now: () => clock.nowMs }))
  const sources = { switch: { ...simulator.source(host.origin), ...keys } }
  const stack = closedAfterTest(await startStack({ vendors: [], clock, sources }))
  const data = async (document: string): Promise<unknown> => {
    const { body } = await stack.query(document)
    expect(body.errors, document).toBeUndefined()
    return body.data
  }
  const list = async (args: string): Promise<CallList> => {
    const { calls: page } = (await data(`{ calls(${args}) { nodes { ${NODE} } ${REST} } }`)) as { calls: CallList }
    return page
  }
  const failure = async (args: string): Promise<readonly unknown[]> => {
    const { body } = await stack.query(`{ calls(${args}) { nodes { id } } }`)
    return (body.errors ?? []).map(({ extensions }) => extensions?.['sources'])
  }
  const refusals = async (args: string) => {
    const { body } = await stack.query(`{ calls(${args}) { nodes { id } } }`)
    return (body.errors ?? []).map(({ message, extensions }) => ({ code: extensions?.['code'], message }))
  }
  return {
    clock,
    refusals,
    failure,
    host,
    calls,
    data,
    list,
    all: async (filter, pageSize) => {
      const nodes: CallNode[] = []
      for (let after = ''; ; ) {
        const page = await list(`filter: { ${filter} }, first: ${pageSize}${after}`)
        nodes.push(...page.nodes)
        if (!page.pageInfo.hasNextPage) return nodes
        after = `, after: "${page.pageInfo.endCursor}"`
      }
    },
  }
}

/** A call of an account that lasts a minute, by its number and its start. */
export const callAt = (index: number, startedAtMs: number, more: Partial<WorldCall> = {}): WorldCall =>
  // Every eleventh caller of the simulated Sippy has no account.
  worldCall({
    index: index + Math.ceil((index + 1) / 10),
    startedAtMs,
    trunkIndex: index % 5,
    direction: 'outbound',
    ...more,
  })
