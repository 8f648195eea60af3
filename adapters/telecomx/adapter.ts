import { type Declaration, defineAdapter, type ListDeclaration, type Lookup, type PushdownRule } from '../contract.js'
import type { Region } from '../values/phone-number.js'
import { Secret } from '../values/secret.js'
import {
  decodeDisconnect,
  decodeIsSession,
  decodeList,
  decodeLogin,
  decodeSession,
  decodeSipAccount,
} from './answers.js'
import { boundTo } from './bound-sessions.js'
import { callRecords } from './call-records.js'
import { LIVE_STATUSES } from './call-status.js'
import { customerLookup, customers } from './customers.js'
import { DIRECTION_PARAMETERS } from './direction.js'
import { faults, readError } from './faults.js'
import { toNumberParameter } from './number-parameter.js'
import { sessionOwners, sipAccountOwners } from './owners.js'
import {
  deleteSession,
  getSession,
  getSipAccount,
  isMisleading,
  listSessions,
  listSipAccounts,
  login,
} from './requests.js'
import { startOf } from './session-record.js'
import { type TelecomxSettings, telecomxSettings } from './settings.js'
import { toActiveCall } from './to-active-call.js'
import { toCall } from './to-call.js'
import { toSession } from './to-session.js'
import { condensedAt, toSipAccount } from './to-sip-account.js'
import { CONDENSED_ONLY_SIP_ACCOUNT, CONDENSED_SESSION, CONDENSED_SIP_ACCOUNT } from './vendor-fields.js'

// TelecomX: the sessions of a session border controller, its customers and their SIP accounts, as JSON.
// Manuals: https://wiki.telecomx.dk/doku.php?id=api:sbc:session:list and …?id=api:sip:account:list
//
// Sessions are the vendor's own records; calls in progress are derived from them, and calls unless they are configured to
// be the CDRs of the customers. Lists have a condensed
// and a full form. No order is documented: sessions are expected newest first by `started`, and SIP accounts by id; the
// gateway verifies this on the rows as they arrive.

const onlyTrue: PushdownRule = (value) => (value === true ? 'exact' : 'none')

/** The conditions that the vendor can apply to sessions, in all lists that are derived from them. */
const sessionPushdown = (region: Region) => {
  // The vendor searches for a part of either number, which finds more than the conditions number, caller and callee.
  const number: PushdownRule = (value) => (toNumberParameter(value, region) === null ? 'none' : 'superset')
  const direction: PushdownRule = (value) => (DIRECTION_PARAMETERS.has(value) ? 'exact' : 'none')
  return { number, caller: number, callee: number, direction } satisfies Record<string, PushdownRule>
}

/** The vendor ignores an empty id, and would return all records instead of none. */
const emptyId = (filter: { readonly customerId?: string; readonly resellerId?: string }): string | null => {
  if (filter.customerId === '') return 'customerId is empty: give the id of a customer, or leave it out'
  return filter.resellerId === '' ? 'resellerId is empty: give the id of a reseller, or leave it out' : null
}

/** How many requests for one session cost as much as a page of up to a thousand live sessions. */
const MANY_SESSIONS = 4

/** What the three lists of sessions have in common. */
const sessionList = {
  problem: emptyId,
  paging: { style: 'offset', maxLimit: 1000 },
  order: 'newest-first',
  condensed: CONDENSED_SESSION,
  decode: decodeList('sessions', 'callId'),
  owners: sessionOwners,
  orderTime: startOf,
} as const

const sessions = ({ region }: TelecomxSettings): ListDeclaration<'sessions'> => ({
  ...sessionList,
  support: 'NATIVE',
  boundTo,
  bulkReading: { under: { live: true }, worth: MANY_SESSIONS, has: 'in-progress' },
  pushdown: {
    ...sessionPushdown(region),
    customerId: 'exact',
    live: onlyTrue,
    accountId: 'none',
    international: onlyTrue,
    startedFrom: 'none',
    startedTo: 'none',
  },
  request: (ask) => listSessions(ask.filter, ask, region),
  fields: toSession(region),
})

const areLive = (statuses: unknown): boolean =>
  Array.isArray(statuses) && statuses.length > 0 && statuses.every((status) => LIVE_STATUSES.has(status))

const callsOfSessions = ({ region }: TelecomxSettings): ListDeclaration<'calls'> => ({
  ...sessionList,
  rowsOf: 'sessions',
  support: 'EMULATED',
  bulkReading: { under: { status: [...LIVE_STATUSES] }, worth: MANY_SESSIONS, has: 'in-progress' },
  pushdown: {
    ...sessionPushdown(region),
    customerId: 'exact',
    status: (value) => (areLive(value) ? 'superset' : 'none'),
    international: onlyTrue,
    startedFrom: 'none',
    startedTo: 'none',
    endedFrom: 'none',
    endedTo: 'none',
    answered: 'none',
    disconnectCode: 'none',
    accountId: 'none',
    // Sessions do not say what is charged.
    minBilledSeconds: 'unsupported',
    parentCallId: 'unsupported',
  },
  request: (ask) => listSessions({ ...ask.filter, live: areLive(ask.filter.status) }, ask, region),
  // TelecomX does not say whether sessions of all attempts are kept.
  statistics: { attempts: 'RECORDED' },
  fields: toCall(region),
})

const activeCalls = ({ region }: TelecomxSettings): ListDeclaration<'activeCalls'> => ({
  ...sessionList,
  rowsOf: 'sessions',
  support: 'EMULATED',
  bulkReading: { under: {}, worth: MANY_SESSIONS, has: 'all' },
  pushdown: {
    ...sessionPushdown(region),
    // The vendor also finds calls to the customer; the condition means the calling customer.
    customerId: 'superset',
    accountId: 'none',
    state: 'none',
    // Rows do not contain the talk time of a call in progress; the gateway counts it from the answer.
    minDurationSeconds: 'none',
  },
  request: (ask) => listSessions({ ...ask.filter, live: true }, ask, region),
  fields: toActiveCall(region),
})

const sipAccounts = (configured: TelecomxSettings): ListDeclaration<'sipAccounts'> => ({
  support: 'NATIVE',
  paging: { style: 'offset', maxLimit: 500 },
  order: 'native-id',
  problem: emptyId,
  // With a reseller, a list without a customer has the accounts of all its customers. A page of 500 is small.
  ...(configured.resellerId === undefined ? {} : { bulkReading: { under: {}, worth: 4, has: 'some' } }),
  pushdown: {
    customerId: 'exact',
    resellerId: 'exact',
    search: 'exact',
    // Sent in the same parameter as search; if both are given, search is sent.
    number: (value) => (toNumberParameter(value, configured.region) === null ? 'none' : 'superset'),
    up: 'exact',
    active: 'none',
  },
  condensed: CONDENSED_SIP_ACCOUNT,
  condensedOnly: CONDENSED_ONLY_SIP_ACCOUNT,
  secrets: ['password'],
  request: (ask) => listSipAccounts(ask, configured),
  decode: decodeList('sipAccounts', '_id'),
  owners: sipAccountOwners(configured.resellerId !== undefined),
  orderTime: () => null,
  fields: toSipAccount,
})

/** A 404 from the vendor itself. Without the vendor's code it is not about the record, but about the configured URL. */
const isUnknown = ({ httpStatus, code }: { httpStatus: number; code?: string }): boolean =>
  httpStatus === 404 && code !== undefined

const sessionLookup = <Name extends 'calls' | 'sessions'>(list: Name): Lookup<Name> => ({
  request: getSession,
  decode: decodeSession,
  list,
  notFound: isUnknown,
})

const sipAccountLookup: Lookup<'sipAccounts'> = {
  request: getSipAccount,
  decode: decodeSipAccount,
  list: 'sipAccounts',
  notFound: isUnknown,
  condensedAt,
}

function declare(configured: TelecomxSettings): Declaration {
  const { auth } = configured
  return {
    auth:
      'token' in auth
        ? { scheme: 'bearer', token: auth.token }
        : { scheme: 'login', request: () => login(auth), decode: decodeLogin },
    region: configured.region,
    lists: {
      sessions: sessions(configured),
      calls: configured.calls === 'cdrs' ? callRecords(configured) : callsOfSessions(configured),
      activeCalls: activeCalls(configured),
      sipAccounts: sipAccounts(configured),
      customers,
    },
    lookups: {
      session: sessionLookup('sessions'),
      // The vendor has no method that returns one CDR.
      ...(configured.calls === 'cdrs' ? {} : { call: sessionLookup('calls') }),
      sipAccount: sipAccountLookup,
      customer: customerLookup(isUnknown),
    },
    control: {
      disconnectCall: {
        request: deleteSession,
        decode: decodeDisconnect,
        confirm: (callId) =>
          isMisleading(callId) ? { request: getSession(callId), decode: decodeIsSession(callId) } : null,
        outcomeOfError: (fault) => (isUnknown(fault) ? { outcome: 'NOT_FOUND' } : null),
      },
    },
    faults,
    readError,
  }
}

export const telecomx = defineAdapter({
  vendor: 'telecomx',
  title: 'TelecomX',
  manual: 'https://wiki.telecomx.dk/doku.php?id=api:sbc:session:list',
  settings: telecomxSettings,
  declare,
  examples: [
    {
      label: 'user name and password',
      settings: {
        auth: { username: 'demo', password: new Secret('demo-password') },
        calls: 'sessions',
        callRecords: { keptDays: 179 },
        region: 'DK',
      },
    },
    {
      label: 'machine token, reseller',
      settings: {
        auth: { token: new Secret('demo-token') },
        resellerId: '1234567890ABCDEF12345678',
        calls: 'sessions',
        callRecords: { keptDays: 179 },
        region: 'DK',
      },
    },
    {
      label: 'CDRs',
      settings: {
        auth: { token: new Secret('demo-token') },
        resellerId: '1234567890ABCDEF12345678',
        calls: 'cdrs',
        callRecords: { keptDays: 179, price: { currency: 'DKK', unit: 'whole' } },
        region: 'DK',
      },
    },
  ],
})
