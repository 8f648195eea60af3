// C6, C7, C8, C15, C16, C18, C19, C22, each broken.

import { type Broken, withCalls, withLookup, withSite } from './breaking.js'

export const simulatedBroken: readonly Broken[] = [
  ['C6', 'a vendor that gives too little', 'rows are lost', withSite('loses-rows')],
  [
    'C6',
    'a superset that is declared exact',
    'rows do not match',
    withCalls(({ pushdown, request }) => ({
      pushdown: { ...pushdown, callee: 'exact' },
      request: (ask) => request(ask.filter.callee === undefined ? ask : { ...ask, filter: {} }),
    })),
  ],
  [
    'C6',
    'a condition that nobody can check',
    'no record has customerId',
    withCalls(({ pushdown }) => ({ pushdown: { ...pushdown, customerId: 'none' } })),
  ],
  ['C7', 'pages that overlap', '"style":"page"', withSite('drifting-pages')],
  ['C8', 'a total that is not the number of rows', 'the total is', withSite('wrong-total')],
  ['C8', 'a last page that is repeated', 'is declared error, and is: repeat', withSite('repeats')],
  ['C15', 'another order', 'is newer than the row before it', withSite('oldest-first')],
  ['C15', 'an order that is not kept', 'native ids do not ascend', withCalls(() => ({ order: 'native-id' }))],
  ['C16', 'another record', 'is another record than the listed one', withSite('mixes-up')],
  [
    'C16',
    'a record for any id',
    'is not listed, and is found',
    withLookup(({ request }) => ({ request: () => request('1') })),
  ],
  ['C18', 'a call that continues', 'is over, and the outcome is REQUESTED', withSite('never-ends')],
  [
    'C19',
    'less than a request',
    'worth is 0.5',
    withCalls(() => ({ bulkReading: { under: {}, worth: 0.5, has: 'all' } })),
  ],
  [
    'C19',
    'a list that the vendor does not have',
    'under parentCallId the vendor has no separate list',
    withCalls(() => ({ bulkReading: { under: { parentCallId: '1' }, worth: 4, has: 'some' } })),
  ],
  [
    'C19',
    'a part that is said to be all',
    'records are not in it',
    withCalls(() => ({ bulkReading: { under: { startedFrom: Date.UTC(2026, 2, 3, 11, 59) }, worth: 4, has: 'all' } })),
  ],
  ['C22', 'rows of other customers', "are not that customer's", withSite('mixes-owners')],
  [
    'C22',
    'rows that are lost by asking for a customer',
    'are missing when it is asked',
    withCalls(({ request }) => ({
      request: (ask) =>
        request(
          ask.filter.customerId === undefined ? ask : { ...ask, filter: { ...ask.filter, caller: '+4500000000' } },
        ),
    })),
  ],
  [
    'C22',
    'owners that the rows do not have',
    'no row of the full form shows an owner',
    withCalls(() => ({ owners: { from: ['nobody'], read: () => [], parties: [], completeByCustomer: false } })),
  ],
]
