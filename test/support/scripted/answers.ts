// Rows as each vendor writes them on the wire: one row per list, every member that the test gives, nothing else.

import { toJsonName } from '../documents/restcomm.js'

/** Members by the vendor's documented names. */
export type SentRow = Readonly<Record<string, unknown>>

export interface SentAnswer {
  readonly contentType: string
  readonly body: string
}

const json = (value: unknown): SentAnswer => ({ contentType: 'application/json', body: JSON.stringify(value) })
const xml = (body: string): SentAnswer => ({ contentType: 'text/xml', body: `<?xml version="1.0"?>\n${body}` })

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
const escaped = (value: unknown): string => String(value).replace(/[&<>"]/g, (character) => ESCAPES[character] ?? '')
const elements = (row: SentRow): string =>
  Object.entries(row)
    .map(([name, value]) => `<${name}>${escaped(value)}</${name}>`)
    .join('')

/** TelecomX: the documented envelope. */
export const telecomxList = (
  list: 'sessions' | 'sipAccounts' | 'customers',
  row: SentRow,
  envelope: SentRow,
): SentAnswer => json({ offset: 0, limit: 100, total: 1, [list]: [row], ...envelope })

const rpcValue = (value: unknown): string =>
  typeof value === 'object' && value !== null
    ? rpcStruct(Object.entries(value))
    : typeof value === 'number'
      ? Number.isInteger(value)
        ? `<int>${value}</int>`
        : `<double>${value}</double>`
      : `<string>${escaped(value)}</string>`

/** Sippy: a bare list of structs. */
export const rpcList = (row: SentRow): SentAnswer => rpcResponse(rpcArray(row))

const rpcResponse = (value: string): SentAnswer =>
  xml(`<methodResponse><params><param><value>${value}</value></param></params></methodResponse>`)
const rpcMember = (name: string, value: string): string =>
  `<member><name>${name}</name><value>${value}</value></member>`

function rpcStruct(members: readonly (readonly [name: string, value: unknown])[]): string {
  return `<struct>${members.map(([name, value]) => rpcMember(name, rpcValue(value))).join('')}</struct>`
}

const rpcArray = (row: SentRow): string =>
  `<array><data><value>${rpcStruct(Object.entries(row))}</value></data></array>`

/** Sippy: a list in an envelope: call records, customers or accounts. */
export const rpcRecords = (row: SentRow, member = 'cdrs'): SentAnswer =>
  rpcResponse(`<struct>${rpcMember('result', rpcValue('OK'))}${rpcMember(member, rpcArray(row))}</struct>`)

const jsonCall = (row: SentRow): SentRow =>
  Object.fromEntries(Object.entries(row).map(([name, value]) => [toJsonName(name), value]))

/** Restcomm: a list in either format. */
export function restcommList(format: 'json' | 'xml', row: SentRow, envelope: SentRow): SentAnswer {
  if (format === 'xml')
    return xml(
      '<RestcommResponse><Calls page="0" numpages="0" total="0">' +
        `<Call>${elements(row)}</Call></Calls></RestcommResponse>`,
    )
  const uri = '/restcomm/Calls.json'
  return json({
    page: 0,
    num_pages: 0,
    page_size: 50,
    total: 1,
    start: '0',
    end: '1',
    uri,
    first_page_uri: uri,
    previous_page_uri: 'null',
    next_page_uri: 'null',
    last_page_uri: uri,
    calls: [jsonCall(row)],
    ...envelope,
  })
}

/** Restcomm: one call in either format. */
export const restcommCall = (format: 'json' | 'xml', row: SentRow): SentAnswer =>
  format === 'json' ? json(jsonCall(row)) : xml(`<RestcommResponse><Call>${elements(row)}</Call></RestcommResponse>`)

/** Twilio: a list of calls. */
export const twilioList = (row: SentRow, envelope: SentRow): SentAnswer =>
  json({ page: 0, page_size: 1000, start: 0, end: 0, next_page_uri: null, calls: [row], ...envelope })

/** Twilio: one call. */
export const twilioCall = (row: SentRow): SentAnswer => json(row)

/** MOR: calls under a page, sent as its servers do. */
export const morPage = (content: string): SentAnswer => ({
  ...xml(`<page>${content}</page>`),
  contentType: 'text/html',
})
/** MOR: call records in their page. */
export const morRecordPage = (row: SentRow, { currency = 'EUR' }: SentRow): SentAnswer =>
  morPage(
    `<error_msg/><total_calls>1</total_calls><currency>${escaped(currency)}</currency><calls_stat><calls>` +
      `<call>${elements(row)}</call></calls></calls_stat>`,
  )
/** MOR: users, the details of one, or devices. */
export const morUsersPage = (row: SentRow): SentAnswer =>
  morPage(`<status><users><user>${elements(row)}</user></users></status>`)
export const morUserPage = ({ username, ...main }: SentRow): SentAnswer =>
  morPage(
    `<details><main_detail>${elements(main)}</main_detail><other_details>${elements({ username })}</other_details></details>`,
  )
export const morDevicesPage = (row: SentRow): SentAnswer =>
  morPage(`<devices><device>${elements(row)}</device></devices>`)
export const morCall = (row: SentRow): string => `<active_call>${elements(row)}</active_call>`

/** PortaOne: a list under its name, with the count. */
export const portaoneList = (list: string, row: SentRow, envelope: SentRow): SentAnswer =>
  json({ total: 1, [list]: [row], ...envelope })
