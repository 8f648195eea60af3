import { XMLBuilder } from 'fast-xml-parser'
import type { ListedCall } from './active-call.js'

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

/** The status of a request that was processed. Line breaks are around the status, not in it. */
export const writeStatus = (status: { readonly error: string } | { readonly message: string }): string =>
  `${DECLARATION}<page>\n${compact.build({ status })}\n</page>\n`

/** Why a request was not processed; it has no page element. */
export const writeRefusal = (error: string): string => `${DECLARATION}${compact.build({ status: { error } })}\n`
