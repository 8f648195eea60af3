// C19: one reading of a list, in place of many requests, returns what each of them would.

import type { AnyList, BulkReading, ListName } from '../../../adapters/contract.js'
import { splitFilter } from '../../plan/filter.js'
import { canCheck } from '../../plan/match.js'
import type { InProcessSource } from '../in-process.js'
import { listsOf } from '../operations.js'
import { nativeIdOf, plain } from '../records.js'
import { openSites } from '../sites.js'
import { readWhole } from '../whole-list.js'
import type { Rule } from './rule.js'

const LIMIT = 1000
/** A world's customers are eight. */
const CUSTOMERS = 8

/** What is wrong with the declaration itself. */
function wording(list: AnyList, { under, worth }: BulkReading): readonly string[] {
  const { pushedPaths, residual, unsupported } = splitFilter(list, under)
  const notPushed = [...residual.map(({ path }) => path), ...unsupported].filter((path) => !pushedPaths.includes(path))
  return [
    ...(Number.isInteger(worth) && worth >= 1 ? [] : [`worth is ${worth}: it must be a whole number from 1 on`]),
    ...notPushed.map((path) => `under ${path} the vendor has no separate list`),
  ]
}

const customersOf = (list: AnyList, rows: ReturnType<typeof readWhole>['rows']): readonly string[] =>
  rows.flatMap((row) => {
    const customer = Object(plain(list.fields['customer']?.read(row) ?? null))
    return typeof customer.nativeId === 'string' ? [customer.nativeId] : []
  })

/** Ids that the vendor returns for one request each, and that the one reading should have, but has not. */
function lost(source: InProcessSource, name: ListName, list: AnyList, { under, has }: BulkReading): readonly string[] {
  const { rows, ids } = readWhole(source, list, under, LIMIT)
  const read = new Set(ids)
  const missingOf = (filter: object) => {
    const { pushed, unsupported } = splitFilter(list, filter)
    const asked = unsupported.length > 0 ? { rows: [] } : readWhole(source, list, pushed, LIMIT)
    return asked.rows.filter((row) => !read.has(nativeIdOf(list.fields, row)))
  }
  const everything = has === 'all' ? missingOf({}).map((row) => nativeIdOf(list.fields, row)) : []
  if (has === 'in-progress' || !canCheck(name, 'customerId')) return everything
  const met = [...new Set(customersOf(list, rows))].slice(0, CUSTOMERS)
  // A vendor may look for a customer at either end of a call; the record says whose it is.
  const own = met.flatMap((customerId) =>
    missingOf({ customerId })
      .filter((row) => customersOf(list, [row]).includes(customerId))
      .map((row) => nativeIdOf(list.fields, row)),
  )
  return [...everything, ...own]
}

const C19: Rule = {
  id: 'C19',
  level: 'MUST',
  title: 'have in what is read for many at once all that it is declared to have; worth is a whole number from 1 on',
  check: (kit) =>
    openSites(kit).flatMap(({ label, source }) =>
      listsOf(source.declaration).flatMap(({ name, list }) => {
        const { bulkReading } = list
        if (bulkReading === undefined) return []
        const wrong = wording(list, bulkReading)
        const ids = wrong.length > 0 ? [] : lost(source, name, list, bulkReading)
        const some = ids.length === 0 ? [] : [`${ids.length} records are not in it: ${ids.slice(0, 3).join(', ')}`]
        return [...wrong, ...some].map((breach) => `${label}: ${name}, ${breach}`)
      }),
    ),
}

export const bulkReadingRules: readonly Rule[] = [C19]
