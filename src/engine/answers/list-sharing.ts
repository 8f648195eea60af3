import type { DecodedPage, Row } from '../../../adapters/contract.js'
import type { EpochMs } from '../../../schema/scalars.js'
import { SourceFailure } from '../../errors/source-failure.js'

// Lists that several instances of the gateway read as one. A single instance shares nothing further: what is in flight
// and what is fresh is shared within it already.

/** What was read for a list. */
export interface ReadList<Result> {
  readonly result: Result
  readonly receivedAtMs: EpochMs
  /** The same moment by the monotonic clock. */
  readonly bornMs: number
  /** Characters of its text. */
  readonly size: number
  /** HTTP requests that this instance has sent for it. */
  readonly requests: number
  /** How long the source took, in milliseconds. */
  readonly tookMs: number
  /** Whether another instance has read it. */
  readonly isFromCluster?: boolean
}

/** A failure of the source that another instance has had with the same request. */
export class FollowedFailure extends SourceFailure {}

/** A list as its rows, and everything else about it as data. */
export interface RowsOf {
  readonly rows: readonly Row[]
  readonly rest: unknown
}

export interface RowsForm<Result> {
  /** @returns null for what is not to be stored. */
  readonly toRows: (result: Result) => RowsOf | null
  /** @returns null for data that was not made by `toRows`. */
  readonly fromRows: (stored: RowsOf, receivedAtMs: EpochMs) => Result | null | Promise<Result | null>
}

/** How the answers that one decoder makes are stored. */
export interface SharedForm {
  /** Equal in all instances. */
  readonly name: string
  readonly rows: RowsForm<unknown>
}

export interface SharedReading<Result> {
  /** Names what is read at the source, equally in all instances. It may hold text of clients, and is hashed before it leaves. */
  readonly key: string
  /** How old it may be to be used again, in milliseconds; more than 0. */
  readonly freshMs: number
  readonly form: RowsForm<Result>
}

export interface ListSharing {
  /**
   * Returns what another instance has read lately or is reading now; otherwise reads it.
   * @param read reads it from the source.
   * @throws what `read` throws, also the SourceFailure of another instance; the signal's reason.
   */
  read<Result>(
    reading: SharedReading<Result>,
    signal: AbortSignal,
    read: (signal: AbortSignal) => Promise<ReadList<Result>>,
  ): Promise<ReadList<Result>>
}

/** What a source shares with the same source of other instances. */
export interface SourceSharing {
  readonly lists: ListSharing
  /**
   * A secret that all instances have by which they compare what they show of this source; another one where they would
   * make other records of the same rows. Null: there is no other instance.
   */
  readonly positionKey: string | null
  /**
   * Nothing that was read of the source so far is used again by any instance.
   * @returns a promise that resolves when that holds; null: there is no other instance.
   */
  forget(): Promise<void> | null
  /** Calls back when another instance has requested that; the returned function ends it. */
  onForget(listener: () => void): () => void
  close(): void
}

/** Of one instance alone. */
export const unsharedLists: ListSharing = { read: (_, signal, read) => read(signal) }

const nothing = (): void => undefined

/** Of one instance alone. */
export const unshared: SourceSharing = {
  lists: unsharedLists,
  positionKey: null,
  forget: () => null,
  onForget: () => nothing,
  close: nothing,
}

/**
 * Reads a list for all instances.
 * @param onFollowed called when another instance had an answer (null) or a failure.
 */
export async function readForAll<Result>(
  lists: ListSharing,
  reading: SharedReading<Result>,
  signal: AbortSignal,
  read: (signal: AbortSignal) => Promise<ReadList<Result>>,
  onFollowed: (failure: SourceFailure | null) => void,
): Promise<ReadList<Result>> {
  try {
    const answer = await lists.read(reading, signal, read)
    if (answer.isFromCluster === true) onFollowed(null)
    return answer
  } catch (error) {
    if (error instanceof FollowedFailure) onFollowed(error)
    throw error
  }
}

/** One page of a vendor's list: what the decoder of a list makes. */
export const pageForm: RowsForm<unknown> = {
  toRows: (page) => {
    const { rows, total, next = null } = page as DecodedPage
    return { rows, rest: [total, next] }
  },
  fromRows: ({ rows, rest }) => {
    if (!Array.isArray(rest)) return null
    const [total, next]: readonly unknown[] = rest
    if (total !== null && typeof total !== 'number') return null
    return next !== null && typeof next !== 'string' ? null : { rows, total, next }
  },
}
