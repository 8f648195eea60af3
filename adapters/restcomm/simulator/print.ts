import type { SimulatorResponse } from '../../simulation/contract.js'
import type { CallRecord } from './call-record.js'
import type { RestcommOptions } from './options.js'
import { isoTime, mailTime } from './times.js'

// Answers as Restcomm prints them: JSON without what is null, XML without a declaration.

/** Names with their values, in the order in which they are printed. A null is '' in XML and is left out of JSON. */
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

/** A call as JSON; its own address ends in `.json` there. */
export const toJsonObject = (members: Members): Record<string, unknown> =>
  Object.fromEntries(
    members
      .filter(([name, value]) => value !== null && !NAMES_ONLY_XML_HAS.has(name))
      .map(([name, value]) => [
        snakeCase(name),
        typeof value === 'object' && value !== null ? toJsonObject(value) : name === 'Uri' ? `${value}.json` : value,
      ]),
  )

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
}
export const escapeXml = (text: string): string => text.replace(/[&<>"']/g, (character) => ESCAPES[character] ?? '')

/** An element with what is in it, indented as XStream does. */
export function element(name: string, content: string | number | Members | null, indent = ''): string {
  if (content === null || content === '') return `${indent}<${name}/>`
  if (typeof content !== 'object') return `${indent}<${name}>${escapeXml(String(content))}</${name}>`
  const inner = content.map(([child, value]) => element(child, value, `${indent}  `))
  return [`${indent}<${name}>`, ...inner, `${indent}</${name}>`].join('\n')
}

export const json = (value: unknown): SimulatorResponse => ({
  status: 200,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(value, null, 2),
})

/** @param content what stands in the root, indented by two. */
export const xml = (content: string, root = 'RestcommResponse'): SimulatorResponse => ({
  status: 200,
  headers: { 'content-type': 'application/xml' },
  body: `<${root}>\n${content}\n</${root}>`,
})

/** Errors have no body, or plain text. */
export function refusal(status: number, text = '', headers: Readonly<Record<string, string>> = {}): SimulatorResponse {
  return { status, headers: { ...(text === '' ? {} : { 'content-type': 'text/plain' }), ...headers }, body: text }
}
