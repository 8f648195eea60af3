import type { SourceConfiguration } from '../config/schema.js'
import { sourceForm } from '../config/source-form.js'
import type { VendorWords } from '../errors/source-failure.js'

// The words of a vendor as `trunkline check` prints them. They are text of another system: it may quote what it was sent,
// and may control the terminal.

/** In characters. */
const LONGEST_TEXT = 200
/** More than is printed, as white space and secrets are taken out; less than would take long. */
const MOST_READ = 2000
const REDACTED = '[redacted]'
/** Tokens, hashes and credentials in Base64, which are made of secrets: long, with a digit, and without a space. */
const TOKEN = /(?=[\w+/=.~-]*\d)[\w+/=.~-]{20,}/g
const NOT_PRINTABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu

export interface CleanWords {
  readonly httpStatus: number
  readonly statusText: string | null
  /** The vendor's code for the error. */
  readonly code: string | null
  readonly text: string | null
}

/** @param secrets what must not be in it. */
export function cleanWords(
  { httpStatus, statusText, code, text }: VendorWords,
  secrets: readonly string[],
): CleanWords {
  const clean = (given: string | undefined): string | null => {
    const known = secrets.reduce((sofar, secret) => sofar.replaceAll(secret, REDACTED), given ?? '')
    const line = known
      .slice(0, MOST_READ)
      .replace(TOKEN, REDACTED)
      .replace(NOT_PRINTABLE, ' ')
      .replace(/\s+/g, ' ')
      .trim()
    if (line === '') return null
    return line.length <= LONGEST_TEXT ? line : `${line.slice(0, LONGEST_TEXT)}…`
  }
  return { httpStatus, statusText: clean(statusText), code: clean(code), text: clean(text) }
}

/** `HTTP 401 Unauthorized, code 5, "Bad credentials"`. */
export function formatWords({ httpStatus, statusText, code, text }: CleanWords): string {
  const status = `HTTP ${httpStatus}${statusText === null ? '' : ` ${statusText}`}`
  return [status, ...(code === null ? [] : [`code ${code}`]), ...(text === null ? [] : [`"${text}"`])].join(', ')
}

/** Every secret of a source, in the forms that are sent, longest first, so that none is left over as a part of another. */
export function secretsOf({ adapter, settings, proxy }: SourceConfiguration): readonly string[] {
  const { ways, own } = sourceForm(adapter)
  const paths = [...ways.flatMap(({ fields }) => fields), ...own]
    .filter(({ isSecret }) => isSecret)
    .map(({ path }) => path)
  const values = [...paths.map((path) => valueAt(settings, path)), proxy?.credentials?.password.reveal()]
  const plain = values.filter((value) => typeof value === 'string' && value !== '').map(String)
  const users = [...textsIn(settings), ...(proxy?.credentials === undefined ? [] : [proxy.credentials.username])]
  const texts = plain.flatMap((secret) => [
    secret,
    encodeURIComponent(secret),
    // As HTTP basic authentication has it.
    ...users.map((user) => Buffer.from(`${user}:${secret}`).toString('base64')),
  ])
  return [...new Set(texts)].sort((a, b) => b.length - a.length)
}

const textsIn = (value: unknown): readonly string[] =>
  typeof value === 'string'
    ? [value]
    : typeof value === 'object' && value !== null
      ? Object.values(value).flatMap(textsIn)
      : []

const valueAt = (value: unknown, path: readonly string[]): unknown =>
  path.reduce<unknown>(
    (inner, key) => (typeof inner === 'object' && inner !== null ? Reflect.get(inner, key) : undefined),
    value,
  )
