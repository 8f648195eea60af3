// Lookups, control, and answers that are faults.

import type { Golden } from '../../../src/conformance/golden.js'
import { answer, askSessions, askSipAccounts, BY_LOGIN, errorAnswer, sent } from './golden-parts.js'
import { fullCompleted, fullCompletedCall } from './session-records.js'
import { completedRow } from './session-rows.js'
import { fullTrunk, fullTrunkRow, ID } from './sip-account-rows.js'

const example = BY_LOGIN
const CALL_ID = '123465743567845918237459354653@198.51.100.7'
const SESSION_PATH = '/sbc/session/123465743567845918237459354653%40198.51.100.7'
const getSession = {
  example,
  exchange: { lookup: 'session', nativeId: CALL_ID },
  request: sent(`GET ${SESSION_PATH}`),
} as const
const getSipAccount = {
  example,
  exchange: { lookup: 'sipAccount', nativeId: ID },
  request: sent(`GET /sip/${ID}`),
} as const
const disconnect = {
  example,
  exchange: { control: 'disconnectCall', argument: CALL_ID },
  request: sent(`DELETE ${SESSION_PATH}`),
} as const

export const lookupGoldens: readonly Golden[] = [
  { ...getSession, name: 'one session', response: answer(completedRow), records: [fullCompleted] },
  {
    ...getSession,
    name: 'one call, its id with characters that mean something in a path',
    exchange: { lookup: 'call', nativeId: 'a/b?c#d%e+f@192.0.2.1' },
    request: sent('GET /sbc/session/a%2Fb%3Fc%23d%25e%2Bf%40192.0.2.1'),
    response: answer(completedRow),
    records: [fullCompletedCall],
  },
  {
    ...getSession,
    name: 'a session that there is not',
    response: errorAnswer(404, 'id', 'Session not found'),
    records: [],
  },
  {
    ...getSession,
    name: 'a session in a wrapping that no document has',
    response: answer({ session: completedRow }),
    fault: { code: 'PROTOCOL' },
  },
  { ...getSipAccount, name: 'one SIP account, in its full form', response: answer(fullTrunkRow), records: [fullTrunk] },
  {
    ...getSipAccount,
    name: 'a SIP account that there is not',
    response: errorAnswer(404, 'id', 'SIP account not found'),
    records: [],
  },
  {
    ...getSipAccount,
    name: 'a SIP account at an address that is not the vendor',
    response: { status: 404, contentType: 'text/html', body: '<html><title>404 Not Found</title></html>' },
    fault: { code: 'REJECTED' },
  },
  {
    ...getSipAccount,
    name: 'a SIP account without its id',
    response: answer({ name: 'Primary trunk CPH' }),
    fault: { code: 'PROTOCOL' },
  },
]

export const controlGoldens: readonly Golden[] = [
  {
    ...disconnect,
    name: 'a call is ended',
    response: answer({ success: true }),
    outcome: { outcome: 'REQUESTED', disconnectedCount: 1 },
  },
  {
    ...disconnect,
    name: 'a call to end that there is not',
    response: errorAnswer(404, 'id', 'Session not found'),
    outcome: { outcome: 'NOT_FOUND' },
  },
  {
    ...disconnect,
    name: 'a call to end at an address that is not the vendor',
    response: { status: 404, contentType: 'text/html', body: '<html><title>404 Not Found</title></html>' },
    fault: { code: 'REJECTED' },
  },
  {
    ...disconnect,
    name: 'a call that was not ended',
    response: answer({ success: false }),
    fault: { code: 'PROTOCOL' },
  },
]

const list = {
  example,
  exchange: askSessions(),
  request: sent('GET /sbc/session?offset=0&limit=100'),
} as const
const sipList = {
  example,
  exchange: askSipAccounts(),
  request: sent('GET /sip?offset=0&limit=100'),
} as const

export const faultGoldens: readonly Golden[] = [
  {
    ...list,
    name: 'an expired token',
    response: errorAnswer(401, 'expired', 'Session has expired, please login'),
    fault: { code: 'UNAUTHENTICATED' },
  },
  {
    ...list,
    name: 'a user without the access level',
    response: errorAnswer(403, 'access_denied', 'Insufficient access level'),
    fault: { code: 'UNAUTHENTICATED' },
  },
  {
    ...list,
    name: 'an internal error',
    response: errorAnswer(500, 'internal_error', '<Unspecified>'),
    fault: { code: 'UNAVAILABLE' },
  },
  {
    ...list,
    name: 'an error in a success answer',
    response: answer({ error: { message: 'Session has expired, please login', code: 'expired', status: 401 } }),
    fault: { code: 'UNAUTHENTICATED' },
  },
  {
    ...sipList,
    name: 'no customer in the arguments',
    response: errorAnswer(400, 'customer', 'Customer not found in arguments'),
    fault: { code: 'REJECTED' },
  },
  {
    ...sipList,
    name: "a proxy's page with a success status",
    response: { status: 200, contentType: 'text/html', body: '<!DOCTYPE html><html></html>' },
    fault: { code: 'PROTOCOL' },
  },
  {
    ...sipList,
    name: 'accounts without their ids',
    response: answer({ offset: 0, limit: 100, total: 1, sipAccounts: [{ name: 'Primary trunk CPH' }] }),
    fault: { code: 'PROTOCOL' },
  },
]
