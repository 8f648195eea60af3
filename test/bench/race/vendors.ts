// How the peers ask the vendors, with undici, fast-xml-parser and JSON.parse: what a developer would write in an
// afternoon. The sites are open to them, so that signing in costs them nothing.

import { XMLParser } from 'fast-xml-parser'
import { Agent, request } from 'undici'

export type Row = Readonly<Record<string, unknown>>

const base = `${process.env['VENDORS']}/open`
// As many connections as they like: the gateway limits them by configuration, they do not.
const dispatcher = new Agent({ keepAliveTimeout: 600_000, keepAliveMaxTimeout: 600_000 })

async function textOf(path: string, method: 'GET' | 'POST' = 'GET', sent?: string): Promise<string> {
  const { statusCode, body } = await request(base + path, { method, dispatcher, body: sent ?? null })
  if (statusCode !== 200) throw new Error(`HTTP ${statusCode}`)
  return body.text()
}
const jsonOf = async (path: string): Promise<Row> => JSON.parse(await textOf(path))
const rowsIn = (answer: Row, list: string): readonly Row[] => {
  const rows = answer[list]
  return Array.isArray(rows) ? rows : []
}

/** A source's name is its kind and its site, as in `tx-7`. */
export const siteOf = (source: string): string => source.slice(source.indexOf('-') + 1)

export const fetchSessions = async (source: string, limit: number, customer = ''): Promise<readonly Row[]> =>
  rowsIn(
    await jsonOf(`/telecomx/${siteOf(source)}/sbc/session?offset=0&limit=${limit}&customer=${customer}`),
    'sessions',
  )

export const fetchAccounts = async (source: string, customer: string, limit: number): Promise<readonly Row[]> =>
  rowsIn(await jsonOf(`/telecomx/${siteOf(source)}/sip?customer=${customer}&offset=0&limit=${limit}`), 'sipAccounts')

const RESTCOMM_ACCOUNT = 'ACae6e420f425248d6a26948c17a9e2acf'
export const restcommText = (source: string, size: number): Promise<string> =>
  textOf(`/restcomm/${siteOf(source)}/Accounts/${RESTCOMM_ACCOUNT}/Calls?Page=0&PageSize=${size}`)
export const switchText = (source: string): Promise<string> =>
  textOf(`/portasip/${siteOf(source)}/xmlapi/xmlapi`, 'POST')

const dateMember = (name: string, seconds: number): string => {
  const [day, date, month, year, clock] = new Date(seconds * 1000).toUTCString().replace(',', '').split(' ')
  return `<member><name>${name}</name><value><string>${clock}.000 GMT ${day} ${month} ${date} ${year}</string></value></member>`
}
const intMember = (name: string, number: number): string =>
  `<member><name>${name}</name><value><int>${number}</int></value></member>`

/** Records of one time slice, in seconds of the epoch. */
export const recordsText = (source: string, from: number, to: number): Promise<string> =>
  textOf(
    `/portasip/${siteOf(source)}/xmlapi/xmlapi`,
    'POST',
    `<?xml version="1.0"?><methodCall><methodName>getAccountCDRs</methodName><params><param><value><struct>${dateMember('start_date', from)}${dateMember('end_date', to)}${intMember('offset', 0)}${intMember('limit', 1000)}</struct></value></param></params></methodCall>`,
  )
export const morText = (source: string): Promise<string> =>
  textOf(`/mor/${siteOf(source)}/api/active_calls_get`, 'POST')

// Numbers stay text: a telephone number is not a quantity. That also spares the parser its guessing.
const parser = new XMLParser({ parseTagValue: false, isArray: (name) => name === 'Call' || name === 'active_call' })

const isRow = (value: unknown): value is Row => typeof value === 'object' && value !== null
const at = (value: unknown, ...path: readonly string[]): unknown =>
  path.reduce<unknown>((node, name) => (isRow(node) ? node[name] : undefined), value)
const listAt = (value: unknown, ...path: readonly string[]): readonly unknown[] => {
  const found = at(value, ...path)
  return Array.isArray(found) ? found : []
}

/** A value of XML-RPC without its type: text as it is, and what a tag says. */
function plain(value: unknown): unknown {
  if (!isRow(value)) return value
  const [tag] = Object.keys(value)
  const inner = tag === undefined ? null : value[tag]
  if (tag === 'int' || tag === 'i4' || tag === 'double') return Number(inner)
  return tag === 'nil' ? null : inner
}

export const parseSwitchCalls = (text: string): readonly Row[] =>
  listAt(parser.parse(text), 'methodResponse', 'params', 'param', 'value', 'array', 'data', 'value').map((call) =>
    Object.fromEntries(
      listAt(call, 'struct', 'member').map((member) => [String(at(member, 'name')), plain(at(member, 'value'))]),
    ),
  )
export const parseMorCalls = (text: string): readonly Row[] =>
  listAt(parser.parse(text), 'page', 'active_call').filter(isRow)
export const parseRestcommCalls = (text: string): readonly Row[] =>
  listAt(parser.parse(text), 'RestcommResponse', 'Calls', 'Call').filter(isRow)
