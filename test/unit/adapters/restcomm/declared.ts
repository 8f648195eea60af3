import type { AnyList, Row } from '../../../../adapters/contract.js'
import { restcomm } from '../../../../adapters/restcomm/adapter.js'
import { restcommSimulator } from '../../../../adapters/restcomm/simulator.js'
import type { World } from '../../../../adapters/simulation/contract.js'
import { openInProcess } from '../../../../src/conformance/in-process.js'

const settings = { auth: { accountSid: 'ACae6e420f425248d6a26948c17a9e2acf', authToken: 'demo-password' } }

/** What the adapter declares under these settings. */
export const declared = (more: Readonly<Record<string, unknown>> = {}) => restcomm.declare({ ...settings, ...more })

export const callsOf = (more: Readonly<Record<string, unknown>> = {}): AnyList => listOf(declared(more).lists.calls)
export const activeCallsOf = (more: Readonly<Record<string, unknown>> = {}): AnyList =>
  listOf(declared(more).lists.activeCalls)

function listOf(list: AnyList | undefined): AnyList {
  if (list === undefined) throw new Error('the list is not declared')
  return list
}

const window = { style: 'page', page: 0, pageSize: 50 } as const

/** The parameters that a filter becomes, without those of the page. */
export const conditionsOf = (list: AnyList, filter: object): Readonly<Record<string, string>> =>
  Object.fromEntries((list.request({ filter, window, detail: 'full' }).query ?? []).slice(2))

/** How a condition is declared for a value. */
export function pushdownOf(list: AnyList, path: string, value: unknown): string | undefined {
  const rule = list.pushdown[path]
  return typeof rule === 'function' ? rule(value) : rule
}

/** Value of a field. */
export const fieldOf = (list: AnyList, name: string, row: Row): unknown => list.fields[name]?.read(row)

/** A source over the simulator. */
export const openSource = (options: Readonly<Record<string, unknown>>, world: World, now: () => number) =>
  openInProcess(restcomm, restcommSimulator.open(options), world, now)
