import { type Parameters, VendorFault, type VendorRequest, type Window } from '../contract.js'
import type { Format, RestcommSettings } from './settings.js'

/** The path between the configured URL and `/Calls`. Connect has the account in it, the SBC has one list for all. */
const ownerPath = ({ product, auth }: RestcommSettings): string =>
  product === 'connect' ? accountPath(auth.accountSid) : ''

const accountPath = (accountSid: string): string => `/Accounts/${encodeURIComponent(accountSid)}`

/** Both products choose the format by the suffix; without one, Connect uses the Accept header. */
const suffixOf = (format: Format): string => (format === 'json' ? '.json' : '')
const acceptOf = (format: Format): string => (format === 'json' ? 'application/json' : 'application/xml')

/** GET Calls. */
export function callListRequest(settings: RestcommSettings, window: Window, conditions: Parameters): VendorRequest {
  const { format } = settings
  // The engine requests only pages from a list that is read by page; the first 50 rows are the default of Restcomm.
  const { page, pageSize } = window.style === 'page' ? window : { page: 0, pageSize: 50 }
  return {
    operation: 'GET /Calls',
    method: 'GET',
    path: `${ownerPath(settings)}/Calls${suffixOf(format)}`,
    query: [['Page', String(page)], ['PageSize', String(pageSize)], ...conditions],
    repeatable: true,
    accept: acceptOf(format),
  }
}

/** 34 letters and digits; on Connect also `ID…-CA…`, 69 characters. */
const SID: Readonly<Record<RestcommSettings['product'], RegExp>> = {
  sbc: /^[A-Za-z0-9]{34}$/,
  connect: /^[A-Za-z0-9-]{34,70}$/,
}

/** Whether a text can be the Sid of a call. The SBC responds with an internal error to any other text. */
export const isSid = ({ product }: Pick<RestcommSettings, 'product'>, text: unknown): text is string =>
  typeof text === 'string' && SID[product].test(text)

/** @throws VendorFault REJECTED for text that cannot be a Sid. */
function callPath(settings: RestcommSettings, sid: string): string {
  if (!isSid(settings, sid)) throw new VendorFault('REJECTED', 'the id is not the Sid of a Restcomm call')
  return `${ownerPath(settings)}/Calls/${sid}`
}

/** GET Calls/{Sid}. @throws VendorFault REJECTED for text that cannot be a Sid. */
export const callRequest = (settings: RestcommSettings, sid: string): VendorRequest => ({
  operation: 'GET /Calls/{Sid}',
  method: 'GET',
  path: `${callPath(settings, sid)}${suffixOf(settings.format)}`,
  repeatable: true,
  accept: acceptOf(settings.format),
})

/** POST Calls. The response is JSON, independent of the configured format. */
export const newCallRequest = (settings: RestcommSettings, fields: Parameters): VendorRequest => ({
  operation: 'POST /Calls',
  method: 'POST',
  path: `${ownerPath(settings)}/Calls.json`,
  body: { kind: 'form', fields },
  repeatable: false,
  accept: 'application/json',
})

/** POST Calls/{Sid}. The response is always JSON. @throws VendorFault REJECTED for text that cannot be a Sid. */
export const callChangeRequest = (settings: RestcommSettings, sid: string, fields: Parameters): VendorRequest => ({
  operation: 'POST /Calls/{Sid}',
  method: 'POST',
  path: `${callPath(settings, sid)}.json`,
  body: { kind: 'form', fields },
  repeatable: false,
  accept: 'application/json',
})

/** GET Accounts/{AccountSid}/Supervisor.json/metrics, which is always JSON. */
export const metricsRequest = ({ auth }: RestcommSettings): VendorRequest => ({
  operation: 'GET /Supervisor.json/metrics',
  method: 'GET',
  path: `${accountPath(auth.accountSid)}/Supervisor.json/metrics`,
  repeatable: true,
  accept: 'application/json',
})
