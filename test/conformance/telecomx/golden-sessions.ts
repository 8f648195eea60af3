import type { Golden } from '../../../src/conformance/golden.js'
import { answer, askActiveCalls, askCalls, askSessions, BY_LOGIN, sent } from './golden-parts.js'
import * as records from './session-records.js'
import { completedRow, condensed, connectedRow, ringingRow, transitRow, unansweredRow } from './session-rows.js'

const example = BY_LOGIN
const full = [completedRow, ringingRow, connectedRow, unansweredRow]
const live = [ringingRow, connectedRow]
const page = (sessions: readonly object[], total: unknown = sessions.length) =>
  answer({ offset: 0, limit: 100, total, sessions })
const empty = page([])

const sessionGoldens: readonly Golden[] = [
  {
    name: 'sessions, condensed',
    example,
    exchange: askSessions(),
    request: sent('GET /sbc/session?offset=0&limit=100'),
    response: page(full.map(condensed), 1234),
    total: 1234,
    records: records.condensedSessions,
  },
  {
    name: 'sessions, full, with every parameter',
    example,
    exchange: askSessions({
      filter: {
        number: '+457030',
        customerId: '1234567890ABCDEF12345678',
        live: true,
        direction: 'OUTBOUND',
        international: true,
      },
      detail: 'full',
      offset: 100,
      limit: 1000,
    }),
    request: sent(
      'GET /sbc/session?offset=100&limit=1000&number=%2B457030&customer=1234567890ABCDEF12345678' +
        '&full=true&live=true&direction=O&international=true',
    ),
    response: page(full, 104),
    total: 104,
    records: records.fullSessions,
  },
  {
    name: 'sessions, as the bare array of the examples',
    example,
    exchange: askSessions({ filter: { direction: 'INBOUND', caller: '4570305050' } }),
    request: sent('GET /sbc/session?offset=0&limit=100&number=%2B4570305050&direction=I'),
    response: answer(full.map(condensed)),
    total: null,
    records: records.condensedSessions,
  },
  {
    name: 'sessions, a lone row, its total called count',
    example,
    exchange: askSessions({ detail: 'full', limit: 1 }),
    request: sent('GET /sbc/session?offset=0&limit=1&full=true'),
    response: answer({ offset: 0, limit: 1, count: '1', sessions: [completedRow] }),
    total: 1,
    records: [records.fullCompleted],
  },
  {
    name: 'sessions, none',
    example,
    exchange: askSessions({ filter: { live: false, international: false, callee: 'anon' } }),
    request: sent('GET /sbc/session?offset=0&limit=100'),
    response: empty,
    total: 0,
    records: [],
  },
]

const callGoldens: readonly Golden[] = [
  {
    name: 'calls, condensed',
    example,
    exchange: askCalls({ filter: { number: '0045' } }),
    request: sent('GET /sbc/session?offset=0&limit=100&number=%2B45'),
    response: page(full.map(condensed)),
    total: 4,
    records: records.condensedCalls,
  },
  {
    name: 'calls, full',
    example,
    exchange: askCalls({ filter: { customerId: '1234567890ABCDEF12345678', callee: '8080' }, detail: 'full' }),
    request: sent('GET /sbc/session?offset=0&limit=100&number=8080&customer=1234567890ABCDEF12345678&full=true'),
    response: page(full),
    total: 4,
    records: records.fullCalls,
  },
  {
    name: 'calls, those that are going on, a lone row',
    example,
    exchange: askCalls({ filter: { status: ['IN_PROGRESS', 'RINGING'] }, detail: 'full' }),
    request: sent('GET /sbc/session?offset=0&limit=100&full=true&live=true'),
    response: page([completedRow]),
    total: 1,
    records: [records.fullCompletedCall],
  },
  {
    name: 'calls, none',
    example,
    exchange: askCalls({ filter: { status: ['IN_PROGRESS', 'COMPLETED'] } }),
    request: sent('GET /sbc/session?offset=0&limit=100'),
    response: empty,
    total: 0,
    records: [],
  },
]

const activeCallGoldens: readonly Golden[] = [
  {
    name: 'active calls, condensed',
    example,
    exchange: askActiveCalls(),
    request: sent('GET /sbc/session?offset=0&limit=100&live=true'),
    response: page([...live, completedRow].map(condensed), 3),
    total: 3,
    records: [...records.condensedActiveCalls, records.endedActiveCall],
  },
  {
    name: 'active calls, one between two peers',
    example,
    exchange: askActiveCalls({ filter: { number: '8080' } }),
    request: sent('GET /sbc/session?offset=0&limit=100&number=8080&live=true'),
    response: page([transitRow]),
    total: 1,
    records: [records.transitActiveCall],
  },
  {
    name: 'active calls, full',
    example,
    exchange: askActiveCalls({
      filter: { customerId: '1234567890ABCDEF12345678', direction: 'INBOUND' },
      detail: 'full',
    }),
    request: sent(
      'GET /sbc/session?offset=0&limit=100&customer=1234567890ABCDEF12345678&full=true&live=true&direction=I',
    ),
    response: page(live),
    total: 2,
    records: records.fullActiveCalls,
  },
  {
    name: 'active calls, a lone row',
    example,
    exchange: askActiveCalls({ filter: { caller: 'per', state: ['RINGING'] } }),
    request: sent('GET /sbc/session?offset=0&limit=100&live=true'),
    response: page([condensed(ringingRow)]),
    total: 1,
    records: records.condensedActiveCalls.slice(0, 1),
  },
  {
    name: 'active calls, none',
    example,
    exchange: askActiveCalls(),
    request: sent('GET /sbc/session?offset=0&limit=100&live=true'),
    response: empty,
    total: 0,
    records: [],
  },
]

export const sessionListGoldens = [...sessionGoldens, ...callGoldens, ...activeCallGoldens]
