import { type Parameters, VendorFault, type VendorRequest, type Window } from '../contract.js'
import { writeToken } from './page-token.js'
import type { TwilioSettings } from './settings.js'
import { readNativeId } from './sids.js'

// The requests for calls. The configured URL ends in the version: https://api.twilio.com/2010-04-01

const callsPath = (accountSid: string): string => `/Accounts/${encodeURIComponent(accountSid)}/Calls`

/**
 * A subaccount may be another customer's, or not be there: a refusal then says nothing about the credentials. Its
 * operation has a name of its own, so that such a refusal concerns no request for the configured account.
 */
const about = ({ auth }: TwilioSettings, accountSid: string, operation: string) =>
  accountSid === auth.accountSid
    ? { operation }
    : { operation: `${operation} of a subaccount`, mayLackPermission: true }

const DAY_LENGTH = 'YYYY-MM-DD'.length
const SECOND_LENGTH = 'YYYY-MM-DDThh:mm:ss'.length

/**
 * GET Calls.json.
 * @param accountSid the account whose calls are listed.
 * @param conditions parameters beside the page and the time.
 */
export function callListRequest(
  settings: TwilioSettings,
  accountSid: string,
  window: Window,
  conditions: Parameters,
): VendorRequest {
  return {
    ...about(settings, accountSid, 'GET /Calls'),
    method: 'GET',
    path: `${callsPath(accountSid)}.json`,
    query: [...pageParameters(window), ...conditions, ...timeParameters(settings, window)],
    repeatable: true,
    accept: 'application/json',
  }
}

function pageParameters(window: Window): Parameters {
  if (window.style !== 'slice' && window.style !== 'token')
    throw new Error(`calls are continued with tokens, not by ${window.style}`)
  const size = ['PageSize', String(window.limit)] as const
  return window.token === null ? [size] : [size, ...writeToken(window.token)]
}

/**
 * `StartTime>` is on or after a day. `StartTime<` is before it, or as some have it, on or before its midnight: for all of a
 * day the next one is sent. The time of the day is ignored by some servers.
 */
function timeParameters({ startTimes }: TwilioSettings, window: Window): Parameters {
  if (window.style !== 'slice') return []
  const write = (epochMs: number): string => {
    const text = new Date(epochMs).toISOString()
    return startTimes === 'days' ? text.slice(0, DAY_LENGTH) : `${text.slice(0, SECOND_LENGTH)}Z`
  }
  return [
    ['StartTime>', write(window.fromMs)],
    ['StartTime<', write(window.toMs)],
  ]
}

/** @throws VendorFault REJECTED for text that cannot be the id of a call. */
function addressOf(settings: TwilioSettings, nativeId: string) {
  const address = readNativeId(settings, nativeId)
  if (address === null) throw new VendorFault('REJECTED', 'the id is not the SID of a call')
  const path = `${callsPath(address.accountSid)}/${address.callSid}.json`
  return { accountSid: address.accountSid, path }
}

/** GET Calls/{Sid}.json. @throws VendorFault REJECTED for text that cannot be the id of a call. */
export function callRequest(settings: TwilioSettings, nativeId: string): VendorRequest {
  const { accountSid, path } = addressOf(settings, nativeId)
  const operation = about(settings, accountSid, 'GET /Calls/{Sid}')
  return { ...operation, method: 'GET', path, repeatable: true, accept: 'application/json' }
}

/** POST Calls.json, for the configured account. */
export const newCallRequest = ({ auth }: TwilioSettings, fields: Parameters): VendorRequest => ({
  operation: 'POST /Calls',
  method: 'POST',
  path: `${callsPath(auth.accountSid)}.json`,
  body: { kind: 'form', fields },
  repeatable: false,
  accept: 'application/json',
})

/** POST Calls/{Sid}.json. @throws VendorFault REJECTED for text that cannot be the id of a call. */
export function callChangeRequest(settings: TwilioSettings, nativeId: string, fields: Parameters): VendorRequest {
  const { accountSid, path } = addressOf(settings, nativeId)
  return {
    ...about(settings, accountSid, 'POST /Calls/{Sid}'),
    method: 'POST',
    path,
    body: { kind: 'form', fields },
    repeatable: false,
    accept: 'application/json',
  }
}
