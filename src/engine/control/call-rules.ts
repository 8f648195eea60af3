import { canonicalHost } from '../../net/host-name.js'
import { isPublicAddress } from '../../net/public-address.js'
import { badInput } from '../source/bad-input.js'
import type { CallRules } from '../source/source.js'

// What may be placed as a call. The vendor fetches the URLs from inside of its network, and pays for the call.

/** The numbers and URLs of a call, as a client gives them. */
export interface CallTarget {
  readonly from: string
  readonly to: string
  readonly url: string
  readonly fallbackUrl?: string | null | undefined
  readonly statusCallback?: string | null | undefined
}

/** The addresses of a host name; rejects where it has none. */
export type ResolveHost = (host: string) => Promise<readonly string[]>

const LONGEST_URL = 2048
/** `+` and 7 to 15 digits, or an extension of at most 8 digits. */
const NUMBER = /^(?:\+[1-9]\d{6,14}|\d{1,8})$/
const NUMBER_FORM = 'must be a number such as +4512345678, or an extension of at most 8 digits'

/** Whether a number fits a pattern: `+45*` is every number that begins so, `*` every extension. */
function fits(number: string, pattern: string): boolean {
  if (!pattern.endsWith('*')) return number === pattern
  return number.startsWith(pattern.slice(0, -1)) && number.startsWith('+') === pattern.startsWith('+')
}

/**
 * Checks the numbers of a call.
 * @throws GraphQLError BAD_USER_INPUT that names the argument.
 */
export function checkNumbers({ from, to }: CallTarget, { callerIds, destinations }: CallRules): void {
  for (const [name, number, allowed] of [
    ['from', from, callerIds],
    ['to', to, destinations],
  ] as const) {
    // A list may also name what is not a number, as a client of the switch.
    if (!NUMBER.test(number) && allowed?.includes(number) !== true) throw badInput(`input.${name}`, NUMBER_FORM)
    if (allowed !== null && !allowed.some((pattern) => fits(number, pattern)))
      throw badInput(`input.${name}`, `must be one of the numbers that this source allows: ${allowed.join(', ')}`)
  }
}

const URL_ARGUMENTS = ['url', 'fallbackUrl', 'statusCallback'] as const
type UrlArgument = (typeof URL_ARGUMENTS)[number]

/** A URL that was checked but for the addresses of its host. */
interface CheckedUrl {
  readonly argument: UrlArgument
  readonly url: URL
}

/**
 * Checks the URLs of a call, but for the addresses of their hosts.
 * @returns the URLs, in the normal form that is sent: what was checked is what the vendor reads.
 * @throws GraphQLError BAD_USER_INPUT that names the argument.
 */
export const checkUrls = (target: CallTarget, rules: CallRules): readonly CheckedUrl[] =>
  URL_ARGUMENTS.flatMap((argument) => {
    const text = target[argument] ?? null
    return text === null ? [] : [{ argument, url: checkUrl(`input.${argument}`, text, rules) }]
  })

function checkUrl(argument: string, text: string, { urls }: CallRules): URL {
  const url = text.length <= LONGEST_URL && /^[\x21-\x7e]+$/.test(text) ? URL.parse(text) : null
  if (url === null || (url.protocol !== 'https:' && url.protocol !== 'http:'))
    throw badInput(
      argument,
      `must be an http or https URL of at most ${LONGEST_URL} ASCII characters, without spaces or control characters`,
    )
  if (url.username !== '' || url.password !== '') throw badInput(argument, 'must not hold a user name or a password')
  // Some servers decode these before they look for `..`.
  if (/%(?:2f|5c)/i.test(url.pathname)) throw badInput(argument, 'must not hold an encoded slash or backslash')
  if (!urls.some((prefix) => beginsWith(url, prefix)))
    throw badInput(argument, `must begin with a URL that this source allows: ${urls.join(', ')}`)
  return url
}

/** Whether a URL is the prefix or below it: `https://host/a` allows `/a` and `/a/b`, but not `/ab`. */
function beginsWith({ origin, pathname }: URL, prefix: string): boolean {
  const allowed = URL.parse(prefix)
  if (allowed === null || allowed.origin !== origin) return false
  const folder = allowed.pathname.endsWith('/') ? allowed.pathname : `${allowed.pathname}/`
  return pathname === allowed.pathname || pathname.startsWith(folder)
}

/**
 * Checks that every address of the hosts of some URLs is public, unless the host is listed.
 * The vendor resolves the names again: a name whose addresses change meanwhile is not stopped by this, but by `urls`.
 * @throws GraphQLError BAD_USER_INPUT that names the argument.
 */
export async function checkHosts(
  urls: readonly CheckedUrl[],
  { allowPrivate }: CallRules,
  resolveHost: ResolveHost,
): Promise<void> {
  for (const { argument, url } of urls) {
    const host = canonicalHost(url.hostname) ?? ''
    if (allowPrivate.includes(host)) continue
    const addresses = await addressesOf(host, resolveHost)
    if (addresses.length === 0) throw badInput(`input.${argument}`, `the host ${host} has no address`)
    if (!addresses.every(isPublicAddress))
      throw badInput(
        `input.${argument}`,
        `the host ${host} must have public addresses only, or be listed in control.makeCall.allowPrivate of the source`,
      )
  }
}

const LITERAL = /^(?:\d+(?:\.\d+){3}|\[[\da-f:.]+\])$/

async function addressesOf(host: string, resolveHost: ResolveHost): Promise<readonly string[]> {
  // The parser of URLs has brought every form of an IPv4 address into this one.
  if (LITERAL.test(host)) return [host.replace(/^\[|\]$/g, '')]
  try {
    return await resolveHost(host)
  } catch {
    return []
  }
}
