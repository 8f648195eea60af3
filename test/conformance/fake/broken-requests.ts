// C1, C2, C3, C14, C20, each broken.

import { type Broken, declaring, kit, withCalls, withLookup } from './breaking.js'

let count = 0

export const requestsBroken: readonly Broken[] = [
  [
    'C1',
    'a request that counts',
    'first GET /',
    withCalls(({ request }) => ({ request: (ask) => ({ ...request(ask), path: `/${count++}` }) })),
  ],
  [
    'C1',
    'an input that is written to',
    'threw TypeError',
    withCalls(({ request }) => ({ request: (ask) => request(Object.assign(ask, { detail: 'full' })) })),
  ],
  [
    'C2',
    'a condition that is declared and not sent',
    'callee = "+4570305050" is declared exact, and does not change',
    withCalls(({ pushdown }) => ({ pushdown: { ...pushdown, callee: 'exact' } })),
  ],
  [
    'C2',
    'a condition that is sent and declared none',
    'is declared none, and changes the request',
    withCalls(({ pushdown }) => ({ pushdown: { ...pushdown, startedFrom: 'none' } })),
  ],
  [
    'C2',
    'a condition that is always objected to',
    'every sample is refused',
    withCalls(() => ({ problem: ({ startedFrom }) => (startedFrom === undefined ? null : 'no') })),
  ],
  [
    'C3',
    'a parameter that a filter drives out',
    'lacks v, page, size',
    withCalls(({ request }) => ({
      request: (ask) => ({ ...request(ask), ...(ask.filter.caller === undefined ? {} : { query: [['from', 'x']] }) }),
    })),
  ],
  [
    'C3',
    'a parameter that is said to be always sent',
    'lacks tenant',
    { ...kit, alwaysSent: { calls: ['v', 'tenant'] } },
  ],
  [
    'C14',
    'a control that may be repeated',
    'repeatable must be false',
    declaring((declaration) => {
      const { disconnectCall } = declaration.control
      return disconnectCall === undefined
        ? declaration
        : {
            ...declaration,
            control: {
              disconnectCall: {
                ...disconnectCall,
                request: (id) => ({ ...disconnectCall.request(id), repeatable: true }),
              },
            },
          }
    }),
  ],
  [
    'C14',
    'a lookup that may not be repeated',
    'repeatable must be true',
    withLookup(({ request }) => ({ request: (id) => ({ ...request(id), repeatable: false }) })),
  ],
  [
    'C20',
    'a secret that anyone may read',
    'callee reads what is secret, and is not guarded',
    withCalls(() => ({ secrets: ['to'] })),
  ],
  [
    'C20',
    'a secret that is shared',
    'the full form holds declared secrets, and is not confidential',
    withCalls(() => ({ secrets: ['end'] })),
  ],
  [
    'C20',
    'a secret that nobody reads',
    'pin is secret, and no field reads it',
    withCalls(() => ({ secrets: ['pin'] })),
  ],
  ['C20', 'a secret that is not shown', 'no golden has a pin', withCalls(() => ({ secrets: ['pin'] }))],
  [
    'C20',
    'what is confidential for no reason',
    'holds no declared secrets, and is confidential',
    withCalls(({ request }) => ({
      request: (ask) => ({ ...request(ask), confidential: true }),
    })),
  ],
  ['C20', 'a lookup that is shared', 'a row with secrets is not confidential', withCalls(() => ({ secrets: ['to'] }))],
  [
    'C20',
    'what depends on a secret',
    'is read differently without what is secret',
    withCalls(() => ({ secrets: ['started'] })),
  ],
]
