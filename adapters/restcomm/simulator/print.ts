import { XMLBuilder } from 'fast-xml-parser'
import type { SimulatorResponse } from '../../simulation/contract.js'
import { mailTime } from '../../simulation/mail-time.js'
import type { CallRecord } from './call-record.js'
import { isoTime } from './iso-time.js'
import type { RestcommOptions } from './options.js'

// Responses as Restcomm writes them: JSON without null members, XML without a declaration.

/** Names with their values, in the order in which they are printed. A null is '' in XML and left out in JSON. */
export type Members = readonly (readonly [name: string, value: string | number | Members | null])[]

const NAMES_ONLY_XML_HAS = new Set(['Price'])
const JSON_NAMES: Readonly<Record<string, string>> = { Ring_duration: 'ring_duration' }
const snakeCase = (name: string): string =>
  JSON_NAMES[name] ?? name.replace(/(?<!^)[A-Z]/g, (letter) => `_${letter}`).toLowerCase()

/** The members of a call, by their names in XML. */
export function membersOf(record: CallRecord, { product, accountSid, timeZone }: RestcommOptions): Members {
  const iso = (epochMs: number | null) => (epochMs === null ? null : isoTime(epochMs, timeZone))
  const onConnect = (members: Members): Members => (product === 'connect' ? members : [])
  return [
    ['Sid', record.sid],
    ['DateCreated', mailTime(record.createdMs)],
    ['DateUpdated', mailTime(record.updatedMs)],
    ['ParentCallSid', record.parentCallSid],
    ...onConnect([['AccountSid', accountSid]]),
    ['To', record.to],
    ['From', record.from],
    ...onConnect([['PhoneNumberSid', record.phoneNumberSid]]),
    ['Status', record.status],
    ['StartTime', iso(record.startMs)],
    ['EndTime', iso(record.endMs)],
    ['Duration', record.durationSeconds],
    ['Price', record.price],
    ['PriceUnit', record.priceUnit],
    ['Direction', record.direction],
    ['AnsweredBy', null],
    ['ApiVersion', '2012-04-24'],
    ['ForwardedFrom', record.forwardedFrom],
    ['CallerName', record.callerName],
    ['Uri', record.uri],
    ...onConnect([
      [
        'SubresourceUris',
        [
          ['Notifications', `${record.uri}/Notifications`],
          ['Recordings', `${record.uri}/Recordings`],
        ],
      ],
    ]),
    ['Ring_duration', record.ringSeconds],
  ]
}

/** A call as JSON, in which its address ends in `.json`. */
export const toJsonObject = (members: Members): Record<string, unknown> =>
  Object.fromEntries(
    members
      .filter(([name, value]) => value !== null && !NAMES_ONLY_XML_HAS.has(name))
      .map(([name, value]) => [
        snakeCase(name),
        typeof value === 'object' && value !== null ? toJsonObject(value) : name === 'Uri' ? `${value}.json` : value,
      ]),
  )

/** The children of an element by name; `@_page` is the attribute `page`. Null and '' are written as empty elements. */
export interface XmlElement {
  readonly [name: string]: string | number | null | XmlElement | readonly XmlElement[]
}

/** A call as an XML element. */
export const toXmlElement = (members: Members): XmlElement =>
  Object.fromEntries(
    members.map(([name, value]) => [name, typeof value === 'object' && value !== null ? toXmlElement(value) : value]),
  )

export const json = (value: unknown): SimulatorResponse => ({
  status: 200,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(value, null, 2),
})

// Indented as XStream does; an element without content is `<Price/>`.
const builder = new XMLBuilder({
  format: true,
  suppressEmptyNode: true,
  ignoreAttributes: false,
  // Otherwise an attribute "true" is written without its value.
  suppressBooleanAttributes: false,
})

/** @param content the children of the root. There is no line break after the root. */
export const xml = (content: XmlElement, root = 'RestcommResponse'): SimulatorResponse => ({
  status: 200,
  headers: { 'content-type': 'application/xml' },
  body: builder.build({ [root]: content }).trimEnd(),
})

/** Errors have no body, or plain text. */
export function refusal(status: number, text = '', headers: Readonly<Record<string, string>> = {}): SimulatorResponse {
  return { status, headers: { ...(text === '' ? {} : { 'content-type': 'text/plain' }), ...headers }, body: text }
}
