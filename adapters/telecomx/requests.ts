import type { CallFilter, SipAccountFilter } from '../../schema/filters.js'
import { type ListRequest, type Parameters, VendorFault, type VendorRequest, type Window } from '../contract.js'
import type { Region } from '../values/phone-number.js'
import { DIRECTION_PARAMETERS } from './direction.js'
import { toNumberParameter } from './number-parameter.js'
import type { TelecomxSettings } from './settings.js'

// Requests to TelecomX. Paging is always given, the parameters in the order of the documents; the transport encodes
// them, so that a plus arrives as a plus.

const JSON_TYPE = 'application/json'

/** The conditions on a session that the vendor knows, from whichever list they come. */
export type SessionConditions = Pick<
  CallFilter,
  'number' | 'caller' | 'callee' | 'customerId' | 'direction' | 'international'
> & { readonly live?: boolean }

export const present = (pairs: readonly (readonly [name: string, value: string | null | undefined])[]): Parameters =>
  pairs.flatMap(([name, value]) => (value === null || value === undefined || value === '' ? [] : [[name, value]]))

export const flag = (isSet: boolean): string | null => (isSet ? 'true' : null)

export function offsetAndLimit(window: Window): Parameters {
  if (window.style !== 'offset') throw new Error(`TelecomX lists are read by offset and limit, not by ${window.style}`)
  return [
    ['offset', String(window.offset)],
    ['limit', String(window.limit)],
  ]
}

/**
 * GET /sbc/session. There is one parameter for a number, so only one of caller and callee is sent; the vendor
 * finds it at either end, and the gateway checks again. `live=false` and `international=false` would select nothing.
 */
export function listSessions(
  wanted: SessionConditions,
  { window, detail }: Pick<ListRequest<object>, 'window' | 'detail'>,
  region: Region,
): VendorRequest {
  const number = [wanted.number, wanted.caller, wanted.callee]
    .map((text) => toNumberParameter(text, region))
    .find((text) => text !== null)
  return {
    operation: 'GET /sbc/session',
    method: 'GET',
    path: '/sbc/session',
    query: [
      ...offsetAndLimit(window),
      ...present([
        ['number', number],
        ['customer', wanted.customerId],
        ['full', flag(detail === 'full')],
        ['live', flag(wanted.live === true)],
        ['direction', DIRECTION_PARAMETERS.get(wanted.direction)],
        ['international', flag(wanted.international === true)],
      ]),
    ],
    repeatable: true,
    accept: JSON_TYPE,
  }
}

/**
 * GET /sip. Without a customer the vendor would list the accounts of the user's own customer; a configured reseller
 * widens that to all of the reseller's customers. The full form holds passwords.
 */
export function listSipAccounts(
  { filter, window, detail }: ListRequest<SipAccountFilter>,
  settings: TelecomxSettings,
): VendorRequest {
  const resellerId = filter.resellerId ?? (filter.customerId === undefined ? settings.resellerId : undefined)
  return {
    operation: 'GET /sip',
    method: 'GET',
    path: '/sip',
    query: [
      ...present([
        ['customer', filter.customerId],
        ['reseller', resellerId],
      ]),
      ...offsetAndLimit(window),
      ...present([
        ['filter', filter.search ?? toNumberParameter(filter.number, settings.region)],
        ['full', flag(detail === 'full')],
        ['up', filter.up === undefined ? null : String(filter.up)],
      ]),
    ],
    repeatable: true,
    ...(detail === 'full' ? { confidential: true } : {}),
    accept: JSON_TYPE,
  }
}

/** Ids of the vendor are hexadecimal digits; one with anything else could name a step of the path below a record. */
const VENDOR_ID = /^[0-9A-Za-z]+$/
export const isVendorId = (id: string): boolean => VENDOR_ID.test(id)

/**
 * GET /sip/{id}: the full object, which holds the password.
 * Manual: https://wiki.telecomx.dk/doku.php?id=api:sip:account
 * @throws VendorFault REJECTED for an id that could reach something else.
 */
export function getSipAccount(id: string): VendorRequest {
  if (!isVendorId(id)) throw new VendorFault('REJECTED', 'this is not the id of a SIP account')
  return {
    operation: 'GET /sip/{id}',
    method: 'GET',
    path: `/sip/${encodeURIComponent(id)}`,
    repeatable: true,
    confidential: true,
    accept: JSON_TYPE,
  }
}

/** The steps that a Call-ID is to a server that decodes the path before it resolves it; `;` begins a parameter there. */
const stepsOf = (callId: string): readonly string[] =>
  callId.split(/[/\\]/).map((step) => step.replace(/;.*$/s, '').trim())

const isDots = (step: string): boolean => step === '.' || step === '..'

/**
 * Whether a Call-ID, which any caller chooses and which may hold slashes (RFC 3261), reads as a path to another session.
 * It is encoded as one segment, which no URL parser resolves; but servers exist that decode it first.
 */
export const isMisleading = (callId: string): boolean => stepsOf(callId).some(isDots)

/** The path, and whether it needs the record to be checked. */
function sessionPath(callId: string): Pick<VendorRequest, 'path' | 'allowsEncodedDots'> {
  if (!callId.isWellFormed() || stepsOf(callId).every((step) => step === '' || isDots(step)))
    throw new VendorFault(
      'REJECTED',
      'this is not the Call-ID of a session: it is empty, or nothing but steps of a path',
    )
  return {
    path: `/sbc/session/${encodeURIComponent(callId)}`,
    ...(isMisleading(callId) ? { allowsEncodedDots: true } : {}),
  }
}

/**
 * GET /sbc/session/{callId}. Manual: https://wiki.telecomx.dk/doku.php?id=api:sbc:session:get
 * @throws VendorFault REJECTED for an id that could reach something else.
 */
export const getSession = (callId: string): VendorRequest => ({
  operation: 'GET /sbc/session/{callId}',
  method: 'GET',
  ...sessionPath(callId),
  repeatable: true,
  accept: JSON_TYPE,
})

/**
 * DELETE /sbc/session/{callId} ends the call; a misleading id is confirmed first. Manual: https://wiki.telecomx.dk/doku.php?id=api:sbc:session:delete
 * @throws VendorFault REJECTED for an id that could reach something else.
 */
export const deleteSession = (callId: string): VendorRequest => ({
  operation: 'DELETE /sbc/session/{callId}',
  method: 'DELETE',
  ...sessionPath(callId),
  repeatable: false,
  accept: JSON_TYPE,
})

/**
 * POST /auth/login. The vendor would also take the password in the query of a GET, where logs would keep it.
 * Manual: https://wiki.telecomx.dk/doku.php?id=api:auth:login
 */
export const login = (credentials: Extract<TelecomxSettings['auth'], { username: string }>): VendorRequest => ({
  operation: 'POST /auth/login',
  method: 'POST',
  path: '/auth/login',
  body: {
    kind: 'text',
    contentType: JSON_TYPE,
    text: JSON.stringify({ username: credentials.username, password: credentials.password.reveal() }),
    parameters: [],
  },
  repeatable: true,
  confidential: true,
  accept: JSON_TYPE,
})
