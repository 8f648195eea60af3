import type { ErrorCode } from '../../schema/enums.js'
import { type ObservedAnswer, SourceFailure } from '../errors/source-failure.js'
import { isOutageCode } from './outages.js'

/** One remembered failure: plain data, so that instances can share it. */
export interface RememberedFailure {
  /** SOURCE_KEY, or the hash of a vendor request. */
  readonly key: string
  readonly code: ErrorCode
  readonly message: string
  /** Nothing is sent until this time, by the monotonic clock. After that one request tries again. */
  readonly untilMs: number
  /** How many attempts in a row have failed; each doubles the waiting time. */
  readonly strikes: number
  /** The status, code and text of the vendor's error response, which are needed to recognize "record not found". */
  readonly observed?: Pick<ObservedAnswer, 'httpStatus' | 'code' | 'text'>
}

/** The key of failures that concern the source as a whole. */
export const SOURCE_KEY = 'source'

/** A 401 refuses the credentials as a whole; other refusals may concern one operation, such as a missing permission. */
export const concernsSource = ({ code, observed, hint, concernsOperation }: SourceFailure): boolean =>
  isOutageCode(code) ||
  code === 'THROTTLED' ||
  (code === 'UNAUTHENTICATED' && !concernsOperation && (observed?.httpStatus === 401 || hint !== undefined))

/** Without the challenges: they are valid only for the request that received them. */
export const partOf = ({ httpStatus, code, text }: ObservedAnswer): NonNullable<RememberedFailure['observed']> => ({
  httpStatus,
  ...(code === undefined ? {} : { code }),
  ...(text === undefined ? {} : { text }),
})

/** @param leftMs for how long nothing is sent. */
export function toFailure({ key, code, message, strikes, observed }: RememberedFailure, leftMs: number): SourceFailure {
  const isOpen = key === SOURCE_KEY && strikes > 1 && isOutageCode(code)
  return new SourceFailure(
    isOpen ? 'CIRCUIT_OPEN' : code,
    isOpen
      ? `the source has failed repeatedly; requests to it are suspended for a while (${code}: ${message})`
      : message,
    { retryAfterSeconds: Math.ceil(leftMs / 1000), neverSent: true, observed: observed ?? null },
  )
}
