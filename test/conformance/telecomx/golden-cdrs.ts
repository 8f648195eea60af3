// CDRs of the customers of a reseller. The row is composed after the facts, section C.

import type { CallFilter } from '../../../schema/filters.js'
import type { Golden } from '../../../src/conformance/golden.js'
import { answer, errorAnswer, sent } from './golden-parts.js'

const example = 'CDRs'

const row = {
  _id: '0123456789abcdef01234567',
  aNumber: '+4570305006',
  bNumber: '+442079460189',
  customer: '89abcdef0123456701234567',
  talkLength: 120,
  terminatedBy: 'A',
  terminationCause: '16',
  minutesWholeSale: 0.41,
  minutesPrice: 0.62,
  start: '2026-03-01T09:57:29.000Z',
  type: 'SIP_OUTBOUND',
}
const party = (number: string | null, e164 = number) => ({ number, e164, name: null, anonymous: number === null })
const money = (amount: string) => ({ amount, currency: 'DKK' })
const record = {
  nativeId: row._id,
  sipCallId: null,
  caller: party('+4570305006'),
  callee: party('+442079460189'),
  direction: 'OUTBOUND',
  startedAt: row.start,
  answeredAt: null,
  endedAt: null,
  durationSeconds: 120,
  status: 'COMPLETED',
  vendorStatus: '16',
  disconnectCause: { system: 'VENDOR', code: 16, text: '16' },
  endedBy: 'CALLER',
  price: money('0.62'),
  rating: 'RATED',
  charges: [{ payer: 'RESELLER', kind: 'USAGE', money: money('0.41'), tax: 'UNKNOWN' }],
  customer: { nativeId: row.customer, name: null },
}

/** A secret number, a cause that Q.850 does not have, no prices. */
const bareRow = { _id: '0123456789abcdef01234568', aNumber: '', bNumber: '112', talkLength: 0, type: 'MVNO_INBOUND' }
const bareRecord = {
  nativeId: bareRow._id,
  caller: party(null),
  callee: party('112', null),
  direction: 'INBOUND',
  startedAt: null,
  durationSeconds: 0,
  status: 'UNKNOWN',
  vendorStatus: null,
  disconnectCause: null,
  endedBy: null,
  price: null,
  rating: 'UNKNOWN',
  charges: [],
  customer: null,
}
const busyRow = { ...row, _id: '0123456789abcdef01234569', talkLength: 0, terminationCause: '17', terminatedBy: 'B' }

const asked = (filter: CallFilter, offset = 0): Golden['exchange'] => ({
  list: 'calls',
  ask: {
    filter,
    detail: 'full',
    window: {
      style: 'slice',
      fromMs: Date.UTC(2026, 2, 1),
      toMs: Date.UTC(2026, 2, 2),
      offset,
      limit: 1000,
      token: null,
    },
  },
})
const DAYS = 'fromDate=2026-02-28&toDate=2026-03-03'
const cdrs = (...rows: readonly object[]) => answer({ offset: 0, limit: 1000, count: rows.length, cdrs: rows })

export const cdrGoldens: readonly Golden[] = [
  {
    name: 'CDRs of a day, which may be that of another zone',
    example,
    exchange: asked({}),
    request: sent(`GET /customer/cdrs?offset=0&limit=1000&${DAYS}`),
    response: cdrs(row, bareRow, busyRow),
    total: 3,
    records: [
      record,
      bareRecord,
      {
        ...record,
        nativeId: busyRow._id,
        durationSeconds: 0,
        status: 'BUSY',
        vendorStatus: '17',
        disconnectCause: { system: 'VENDOR', code: 17, text: '17' },
        endedBy: 'CALLEE',
      },
    ],
  },
  {
    name: 'CDRs of outgoing calls, the second thousand; a customer cannot be asked for',
    example,
    exchange: asked({ direction: 'OUTBOUND', customerId: row.customer }, 1000),
    request: sent(`GET /customer/cdrs?offset=1000&limit=1000&${DAYS}&type=OUTBOUND`),
    response: cdrs(),
    total: 0,
    records: [],
  },
  {
    name: 'CDRs, and a user who may not read them',
    example,
    exchange: asked({}),
    request: sent(`GET /customer/cdrs?offset=0&limit=1000&${DAYS}`),
    response: errorAnswer(403, 'access_denied', 'Access denied'),
    fault: { code: 'UNAUTHENTICATED' },
  },
  {
    name: 'CDRs of a window that the vendor does not accept',
    example,
    exchange: asked({}),
    request: sent(`GET /customer/cdrs?offset=0&limit=1000&${DAYS}`),
    response: errorAnswer(400, 'toDate', 'toDate is more than a month after fromDate'),
    fault: { code: 'REJECTED' },
  },
  {
    name: 'CDRs without ids',
    example,
    exchange: asked({}),
    request: sent(`GET /customer/cdrs?offset=0&limit=1000&${DAYS}`),
    response: cdrs({ ...row, _id: undefined }),
    fault: { code: 'PROTOCOL' },
  },
]
