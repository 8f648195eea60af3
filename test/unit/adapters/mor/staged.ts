// A small world, and a source over its simulator.

import { mor } from '../../../../adapters/mor/adapter.js'
import { morSimulator } from '../../../../adapters/mor/simulator.js'
import type { World } from '../../../../adapters/simulation/contract.js'
import { arrayWorld, createWorld, worldCall } from '../../../../adapters/simulation/world.js'
import type { ActiveCallFilter } from '../../../../schema/filters.js'
import { faultOf, openInProcess } from '../../../../src/conformance/in-process.js'
import { plain } from '../../../../src/conformance/records.js'
import { activeCallsOf, requestFor } from './declared.js'

export const NOW_MS = Date.UTC(2026, 6, 1, 12)
export const populated = createWorld({ startMs: NOW_MS, vendors: ['mor'] })
export const [customer, otherCustomer] = populated.customers
const trunkOf = (customerIndex: number | undefined) =>
  populated.trunks.find((trunk) => trunk.customerIndex === customerIndex)
export const trunk = trunkOf(customer?.index)
const otherTrunk = trunkOf(otherCustomer?.index)

/** Five calls whose every detail the tests name; 13 is being set up, and 14 is over. */
export const staged = (): World =>
  arrayWorld({
    customers: populated.customers,
    trunks: populated.trunks,
    calls: [
      worldCall({
        index: 10,
        direction: 'outbound',
        caller: '+4570305050',
        callee: '+442079460123',
        startedAtMs: NOW_MS - 40_000,
        sourceCustomerIndex: 0,
        trunkIndex: trunk?.index ?? null,
      }),
      worldCall({
        index: 11,
        direction: 'inbound',
        caller: null,
        callee: trunk?.numbers[0] ?? '',
        startedAtMs: NOW_MS - 3000,
        destinationCustomerIndex: 0,
        trunkIndex: trunk?.index ?? null,
      }),
      worldCall({
        index: 12,
        direction: 'outbound',
        caller: '101',
        callee: otherTrunk?.numbers[0] ?? '',
        startedAtMs: NOW_MS - 30_000,
        sourceCustomerIndex: 0,
        destinationCustomerIndex: 1,
        trunkIndex: trunk?.index ?? null,
      }),
      worldCall({ index: 13, startedAtMs: NOW_MS - 500 }),
      worldCall({ index: 14, startedAtMs: NOW_MS - 100_000 }),
    ],
  })

/** A source over the simulator with these options. */
export function open(options: Record<string, unknown> = {}, world = staged()) {
  const source = openInProcess(mor, morSimulator.open(options), world, () => NOW_MS)
  const list = activeCallsOf(source.declaration)
  const rows = (filter: ActiveCallFilter = {}) => source.ask(requestFor(source.declaration, filter), list.decode).rows
  return {
    source,
    ids: (filter: ActiveCallFilter) => rows(filter).map((row) => row['id']),
    fault: (filter: ActiveCallFilter) => faultOf(() => rows(filter)),
    records: (name: keyof typeof list.fields) => rows().map((row) => plain(list.fields[name].read(row))),
  }
}
