import type { Declaration, ListName, StartDecoder, VendorRequest } from '../../../adapters/contract.js'
import type { EpochMs } from '../../../schema/scalars.js'
import type { Source as SourceNode } from '../../../schema/source.js'
import type { SourceSharing } from '../answers/list-sharing.js'
import type { SharedAnswer } from '../answers/shared-answer.js'
import type { SlowSourceLimits } from '../answers/slow-source-limits.js'
import type { EngineEvent } from '../reporting/events.js'
import type { CallContext } from './call-context.js'
import type { MakeRecord } from './records.js'

// One configured vendor system, as the engine sees it: its declaration, how to send requests to it, and its health.

/** Which calls may be placed at a source. */
export interface CallRules {
  /** Prefixes of the URLs that the vendor may be given: scheme, host and the beginning of the path. */
  readonly urls: readonly string[]
  /** Patterns of the numbers that may be called: `+45*`, or a whole number; null: every number. */
  readonly destinations: readonly string[] | null
  /** Patterns of the numbers that may be presented as the caller; null: every number. */
  readonly callerIds: readonly string[] | null
  /** Host names whose addresses need not be public. */
  readonly allowPrivate: readonly string[]
}

/** What may be set for every source. */
export interface SourceOptions {
  /** For one attempt, in milliseconds. */
  readonly timeoutMs: number
  /** How old an answer may be that is used because the source failed or is slow, in milliseconds. */
  readonly staleOnErrorMs: number
  /** How long to wait before an older answer is used; as for a request without a deadline unless given. */
  readonly slowSourceLimits?: SlowSourceLimits
  readonly control: boolean
  /** Which calls may be placed; none unless given. */
  readonly callRules?: CallRules | undefined
  /** The most requests that are sent at once. */
  readonly maxConcurrency?: number
  /** How long a whole list that was read may be shared, in milliseconds. */
  readonly freshnessMs: Readonly<Record<ListName, number>>
  /** How many rows of a list may be examined for one page, when the gateway filters or sorts. */
  readonly maxScanRows: number
}

export interface Source {
  readonly name: string
  /** The declaration where no credentials are selected: no row contains them, and every answer can be shared. */
  readonly declaration: Declaration
  /** The declaration where credentials are selected: requests for them are confidential. */
  readonly withSecrets: Declaration
  readonly options: SourceOptions
  /** As the graph shows it; `health` is read when it is selected. */
  readonly node: SourceNode
  /** Makes the records of each list that the source has. */
  readonly records: Readonly<Partial<Record<ListName, MakeRecord>>>
  /** Now, in milliseconds since 1970. */
  readonly now: () => EpochMs
  /**
   * Sends one request and reads its answer.
   * @throws SourceFailure for whatever goes wrong at the source.
   */
  ask<Result>(
    request: VendorRequest,
    start: StartDecoder<Result>,
    callContext: CallContext,
  ): Promise<SharedAnswer<Result>>
  /** Receives the engine's events about this source. */
  readonly onEvent?: ((event: EngineEvent) => void) | undefined
  /** When an attempt last said something about the health of the source, in milliseconds since 1970; null: none has. */
  checkedAtMs(): EpochMs | null
  /** What is shared with other instances of the gateway. */
  readonly sharing: SourceSharing
  /** Later requests do not get the answers that are kept or in flight now. */
  forgetAnswers(): void
  /** @param options `waits`: requests in flight are finished first, such as actions whose clients have left. */
  close(options?: { readonly waits?: boolean }): Promise<void>
}
