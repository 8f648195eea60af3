import { XMLBuilder } from 'fast-xml-parser'
import type { ListedCall } from './active-call.js'
import type { RecordAnswer } from './call-record.js'

// Responses as MOR writes them, with a declaration and a line break at the end.

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' }

// MOR does not escape quotes, but the library would.
const text = {
  processEntities: false,
  tagValueProcessor: (_name: string, value: unknown) =>
    String(value).replace(/[&<>]/g, (character) => ESCAPES[character] ?? ''),
} as const
const indented = new XMLBuilder({ ...text, format: true, suppressEmptyNode: true })
const compact = new XMLBuilder(text)

const DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'

/** The list of calls, indented; an element without content is `<duration/>`. */
export const writeCalls = (calls: readonly ListedCall[]): string =>
  `${DECLARATION}${indented.build({ page: { active_call: calls.map(({ elements }) => elements) } })}`

/** A page of call records; without any, there is no `calls` element. */
export function writeRecords({ period, calls }: RecordAnswer, username: string): string {
  const page = {
    pagename: 'Calls',
    language: 'en',
    error_msg: '',
    userid: '0',
    username,
    total_calls: String(calls.length),
    currency: 'EUR',
    calls_stat: {
      period: { period_start: period.from, period_end: period.till },
      show_device: 'all',
      show_status: 'all',
      ...(calls.length === 0 ? {} : { calls: { call: calls } }),
    },
  }
  return `${DECLARATION}${indented.build({ page })}`
}

/** Any page, indented; an element without content is `<first_name/>`. */
export const writePage = (page: object): string => `${DECLARATION}${indented.build({ page })}`

/** An error of user_calls_get about the user, without a page. */
export const writeBareError = (error: string): string => `${DECLARATION}${compact.build({ error })}\n`

/** The status of a request that was processed. Line breaks are around the status, not in it. */
export const writeStatus = (status: { readonly error: string } | { readonly message: string }): string =>
  `${DECLARATION}<page>\n${compact.build({ status })}\n</page>\n`

/** Why a request was not processed; it has no page element. */
export const writeRefusal = (error: string): string => `${DECLARATION}${compact.build({ status: { error } })}\n`
