import { VendorFault } from '../../adapters/contract.js'
import type { ErrorCode } from '../../schema/enums.js'
import { ProxyFailure } from '../outbound/proxy-failure.js'
import { SourceFailure } from './source-failure.js'

// Maps errors of the network layer to SourceFailure: what went wrong, and whether a retry may help.

const CLOSED_EARLY = 'the connection was lost before the answer was complete'
const NO_HOST = "the source's host name could not be resolved"
const NO_ROUTE = 'there is no network route to the source'
const NO_CONNECTION = 'a connection to the source could not be established in time'
const NO_TLS = 'a secure connection (TLS) could not be established'

/** Codes of Node's network layer and of undici (its `docs/api/Errors.md`). */
const KNOWN: Readonly<Record<string, readonly [code: ErrorCode, message: string]>> = {
  ECONNREFUSED: ['UNREACHABLE', 'the source refused the connection'],
  ENOTFOUND: ['UNREACHABLE', NO_HOST],
  EAI_AGAIN: ['UNREACHABLE', NO_HOST],
  EHOSTUNREACH: ['UNREACHABLE', NO_ROUTE],
  ENETUNREACH: ['UNREACHABLE', NO_ROUTE],
  EADDRNOTAVAIL: ['UNREACHABLE', NO_ROUTE],
  ETIMEDOUT: ['UNREACHABLE', NO_CONNECTION],
  UND_ERR_CONNECT_TIMEOUT: ['UNREACHABLE', NO_CONNECTION],
  ECONNRESET: ['UNREACHABLE', CLOSED_EARLY],
  ECONNABORTED: ['UNREACHABLE', CLOSED_EARLY],
  EPIPE: ['UNREACHABLE', CLOSED_EARLY],
  UND_ERR_SOCKET: ['UNREACHABLE', CLOSED_EARLY],
  UND_ERR_INFO: ['UNREACHABLE', CLOSED_EARLY],
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: ['UNREACHABLE', CLOSED_EARLY],
  UND_ERR_DESTROYED: ['UNREACHABLE', 'the gateway has closed its connections to the source'],
  UND_ERR_CLOSED: ['UNREACHABLE', 'the gateway has closed its connections to the source'],
  UND_ERR_HEADERS_TIMEOUT: ['TIMEOUT', 'the source did not start to answer in time'],
  UND_ERR_BODY_TIMEOUT: ['TIMEOUT', 'the source stopped in the middle of its answer'],
  UND_ERR_HEADERS_OVERFLOW: ['PROTOCOL', 'the headers of the answer are larger than HTTP clients accept'],
  EPROTO: ['UNREACHABLE', NO_TLS],
}

/** Errors before the connection was established, so that nothing was sent. */
const BEFORE_SENDING = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EADDRNOTAVAIL',
  'UND_ERR_CONNECT_TIMEOUT',
])

/** Node's error codes for invalid certificates, which are OpenSSL's names. */
const CERTIFICATE =
  /^(CERT_|CRL_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|INVALID_(CA|PURPOSE)|HOSTNAME_MISMATCH|PATH_LENGTH_|ERR_TLS_CERT_)/

/** Errors of the caller, not caused by a vendor. */
const OURS = new Set([
  'UND_ERR_INVALID_ARG',
  'UND_ERR_INVALID_RETURN_VALUE',
  'UND_ERR_NOT_SUPPORTED',
  'UND_ERR_REQ_CONTENT_LENGTH_MISMATCH',
])

function known(code: string): readonly [ErrorCode, string] | null {
  const found = Object.hasOwn(KNOWN, code) ? KNOWN[code] : undefined
  if (found !== undefined) return found
  if (CERTIFICATE.test(code)) return ['UNREACHABLE', `the source's certificate was not accepted (${code})`]
  if (/^ERR_(TLS|SSL)_/.test(code)) return ['UNREACHABLE', NO_TLS]
  if (code.startsWith('UND_ERR_') && !OURS.has(code)) return ['UNREACHABLE', CLOSED_EARLY]
  return null
}

/** The name of undici's error for a malformed response; its code, if it has one, is that of llhttp. */
const NOT_HTTP = 'HTTPParserError'

const codeOf = (error: Error): string => ('code' in error && typeof error.code === 'string' ? error.code : '')

/**
 * Converts an error of the network, of undici or of a vendor to a SourceFailure.
 * @param signal the signal of the request: its reason is the caller's, whatever its type, and is not converted.
 * @returns the same object when it is a SourceFailure already; null for an error that no source has caused (a bug, or the
 * signal's reason), which the caller throws unchanged: `throw toFailure(error, signal) ?? error`.
 */
export function toFailure(error: unknown, signal?: AbortSignal): SourceFailure | null {
  if (error instanceof SourceFailure) return error
  if (signal?.aborted && error === signal.reason) return null
  if (error instanceof VendorFault)
    return new SourceFailure(error.code, error.message, { hint: error.hint, said: error.reported })
  if (error instanceof ProxyFailure) return ofProxy(error)
  if (!(error instanceof Error)) return null
  if (error.name === NOT_HTTP) return new SourceFailure('PROTOCOL', 'the answer is not HTTP')
  const meaning = known(codeOf(error))
  return meaning === null ? null : new SourceFailure(...meaning, { neverSent: BEFORE_SENDING.has(codeOf(error)) })
}

/** Which proxy it is is for operators; clients learn only that there is one. */
const ofProxy = ({ did, message, detail: { isTimeout, isPermanent, maybeSent } }: ProxyFailure): SourceFailure =>
  new SourceFailure(isTimeout === true ? 'TIMEOUT' : 'UNREACHABLE', `the proxy in front of the source ${did}`, {
    neverSent: maybeSent !== true,
    proxy: message,
    ...(isPermanent === true ? { retryable: false } : {}),
  })
