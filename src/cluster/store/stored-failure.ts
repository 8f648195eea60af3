import { ErrorCode } from '../../../schema/enums.js'
import { FollowedFailure } from '../../engine/answers/list-sharing.js'
import { RequestAbandoned, SourceFailure } from '../../errors/source-failure.js'

// A failure of a source as data. What the vendor wrote is in it, as the adapter needs it to recognize "no such record".

export interface StoredFailure {
  readonly code: ErrorCode
  readonly message: string
  readonly retryAfterSeconds: number | null
  readonly concernsOperation: boolean
  readonly observed: { readonly httpStatus: number; readonly code?: string; readonly text?: string } | null
}

/** Failures of this instance, which say nothing about the source. */
const OURS: ReadonlySet<ErrorCode> = new Set(['DEADLINE', 'CIRCUIT_OPEN', 'OVERLOADED'])

/** @returns null for an error that concerns this instance only. */
export function toStoredFailure(error: unknown): StoredFailure | null {
  if (!(error instanceof SourceFailure) || error instanceof RequestAbandoned) return null
  if (error.neverSent || OURS.has(error.code)) return null
  const { code, message, retryAfterSeconds, concernsOperation, observed } = error
  return { code, message, retryAfterSeconds, concernsOperation, observed: toObserved(observed) }
}

/** Without the challenges, which are for one request only. */
function toObserved(observed: SourceFailure['observed']): StoredFailure['observed'] {
  if (observed === null) return null
  const { httpStatus, code, text } = observed
  return { httpStatus, ...(code === undefined ? {} : { code }), ...(text === undefined ? {} : { text }) }
}

export const isErrorCode = (value: unknown): value is ErrorCode =>
  typeof value === 'string' && Object.hasOwn(ErrorCode, value)

/** @returns null for data that is no failure. */
export function readStoredFailure(value: unknown): StoredFailure | null {
  if (typeof value !== 'object' || value === null) return null
  const code: unknown = Reflect.get(value, 'code')
  const message: unknown = Reflect.get(value, 'message')
  const retryAfter: unknown = Reflect.get(value, 'retryAfterSeconds')
  if (!isErrorCode(code) || typeof message !== 'string') return null
  return {
    code,
    message,
    retryAfterSeconds: typeof retryAfter === 'number' ? retryAfter : null,
    concernsOperation: Reflect.get(value, 'concernsOperation') === true,
    observed: readObserved(Reflect.get(value, 'observed')),
  }
}

export function readObserved(value: unknown): StoredFailure['observed'] {
  if (typeof value !== 'object' || value === null) return null
  const httpStatus: unknown = Reflect.get(value, 'httpStatus')
  const code: unknown = Reflect.get(value, 'code')
  const text: unknown = Reflect.get(value, 'text')
  if (typeof httpStatus !== 'number') return null
  return {
    httpStatus,
    ...(typeof code === 'string' ? { code } : {}),
    ...(typeof text === 'string' ? { text } : {}),
  }
}

/** The failure of another instance, for a request that waited for it. */
export const toFollowedFailure = ({ code, message, ...detail }: StoredFailure): SourceFailure =>
  new FollowedFailure(code, message, detail)
