// Counters of lists. A page with links has a list for each of its records, so they are added up here, and told to
// prom-client, which looks every counter up by its labels, when somebody reads them.

import { Counter, type Registry } from 'prom-client'
import type { ListEvent } from '../engine/watch.js'

type Told = ListEvent & { readonly source: string }

/** What has been added up since the counters were last read. */
class Tally {
  lists = 0
  rowsRead = 0
  rowsReturned = 0
  constructor(readonly labels: Readonly<Pick<Told, 'source' | 'list' | 'status'>>) {}
}

export class ListCounters {
  readonly #tallies = new Map<string, Map<string, Tally[]>>()

  constructor(registry: Registry) {
    const tallies = this.#tallies
    const counter = (name: string, help: string, labelNames: readonly ('source' | 'list' | 'status')[], counted: 'lists' | 'rowsRead' | 'rowsReturned') =>
      new Counter({
        name,
        help,
        labelNames,
        registers: [registry],
        collect() {
          for (const tally of [...tallies.values()].flatMap((byList) => [...byList.values()].flat())) {
            this.inc(Object.fromEntries(labelNames.map((label) => [label, tally.labels[label]])), tally[counted])
            tally[counted] = 0
          }
        },
      })
    const ofStatus = ['source', 'list', 'status'] as const
    const ofList = ['source', 'list'] as const
    counter('trunkline_source_lists_total', 'Lists, by how much of its part the source contributed.', ofStatus, 'lists')
    counter('trunkline_source_rows_read_total', 'Rows that were looked at for lists.', ofList, 'rowsRead')
    counter('trunkline_source_rows_returned_total', 'Rows that lists gave to clients.', ofList, 'rowsReturned')
  }

  add(event: Told): void {
    const tally = this.#tallyOf(event)
    tally.lists++
    tally.rowsRead += event.rowsRead
    tally.rowsReturned += event.rowsReturned
  }

  #tallyOf({ source, list, status }: Told): Tally {
    let byList = this.#tallies.get(source)
    if (byList === undefined) this.#tallies.set(source, (byList = new Map()))
    let tallies = byList.get(list)
    if (tallies === undefined) byList.set(list, (tallies = []))
    let tally = tallies.find(({ labels }) => labels.status === status)
    if (tally === undefined) tallies.push((tally = new Tally({ source, list, status })))
    return tally
  }
}
