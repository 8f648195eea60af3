// One configured vendor system, as the engine sees it: what it declares, how it is asked, how it has been answering.

import type { Declaration, ListName, StartDecoder, VendorRequest } from '../../adapters/contract.js'
import type { EpochMs } from '../../schema/scalars.js'
import type { Capability, Source as SourceNode } from '../../schema/source.js'
import { HealthRecord } from './health.js'
import { type MakeRecord, recordMakers } from './records.js'
import { withoutSecrets } from './secrets.js'
import { SourceTrouble } from '../transport/trouble.js'
import type { Resilience } from '../resilience/resilience.js'
import type { Transport } from '../transport/transport.js'
import type { ListPlan } from './explain.js'
import { type Patience, patienceFor } from './patience.js'
import { type SharedAnswer, SharedAnswers } from './shared-answers.js'
import type { Turns } from './turns.js'
import { type EngineEvent, type Watch, watchAttempt } from './watch.js'

/** What may be set for every source. */
export interface SourceOptions {
  /** For one attempt. */
  readonly timeoutMs: number
  /** How old an answer may be that is given because the source failed or is slow, in milliseconds. */
  readonly staleOnErrorMs: number
  /** How long it is waited for where an older answer could be given; as for a request without a deadline unless given. */
  readonly patience?: Patience
  readonly control: boolean
  /** The most requests that are sent at once. */
  readonly maxConcurrency?: number
  /** How long a whole list that was read may be shared, in milliseconds. */
  readonly freshnessMs: Readonly<Record<ListName, number>>
  /** How many rows of a list may be looked at for one page, when the gateway filters or sorts. */
  readonly maxScanRows: number
}

/** Everything that one GraphQL request brings to the sources. */
export interface Asking {
  /** Fires when the client has gone away, or the deadline has passed. */
  readonly signal: AbortSignal
  /** Counts the HTTP requests of one connection at one source. */
  readonly count?: (requests: number) => void
  /** For lists: how old a shared answer may be, in milliseconds. */
  readonly freshMs?: number
  /** What is fresh of it did not do: whatever comes is kept in its place. */
  readonly anew?: boolean
  /** Other requests whose fresh answers hold this one's. */
  readonly wider?: readonly VendorRequest[]
  /** How many vendor requests the whole operation may still cost. */
  readonly budget?: RequestBudget
  /** In which the operation's requests are sent. */
  readonly turns?: Turns
  /** Told how a list was answered, where the client asked for it. */
  readonly explain?: (plan: ListPlan) => void
  /** Told of every request. */
  readonly trace?: (asked: AskedRequest) => void
  /** Follows the whole operation. */
  readonly watch?: Watch
  /** Told how long each answer counts as fresh. */
  readonly freshness?: Freshness
  /** For one attempt, in milliseconds; the source's own unless given. */
  readonly timeoutMs?: number
}

/** A request that was made, or shared, for one operation. It carries no credentials: those are added on the wire. */
export interface AskedRequest {
  readonly request: VendorRequest
  /** HTTP requests that were sent for it; 0 when its answer was shared. */
  readonly requests: number
  readonly stale: boolean
  /** Whether it came to nothing. */
  readonly failed?: boolean
  readonly milliseconds: number
}

/** The vendor requests that one operation may cost. */
export class RequestBudget {
  #left: number
  constructor(private readonly most: number) {
    this.#left = most
  }
  /** @throws SourceTrouble OVERLOADED when they are used up. */
  take(): void {
    if (this.#left-- > 0) return
    throw new SourceTrouble(
      'OVERLOADED',
      `this operation would cost more than ${this.most} vendor requests; ask for fewer lists or records at once`,
    )
  }
}

/** How long everything counts as fresh that an operation was told by its sources. */
export class Freshness {
  #untilMs: EpochMs | null = null

  /** Milliseconds since 1970; 0 where something was never fresh, or nothing was told. */
  get untilMs(): EpochMs {
    return this.#untilMs ?? 0
  }

  lasts(untilMs: EpochMs): void {
    this.#untilMs = Math.min(this.#untilMs ?? Number.POSITIVE_INFINITY, untilMs)
  }
}

export interface Source {
  readonly name: string
  /** As it is asked where nothing secret is selected: no row holds credentials, and all that is asked can be shared. */
  readonly declaration: Declaration
  /** As it is asked where they are: what holds them is confidential. */
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
   * @throws SourceTrouble for whatever goes wrong at the source.
   */
  ask<Result>(request: VendorRequest, start: StartDecoder<Result>, asking: Asking): Promise<SharedAnswer<Result>>
  /** Told what happens in the engine at this source. */
  readonly onEvent?: ((event: EngineEvent) => void) | undefined
  /** Answers that were kept or are on their way are not given to anyone who asks from now on. */
  forgetAnswers(): void
  close(): Promise<void>
}

export function createSource(parts: {
  readonly name: string
  readonly vendor: string
  readonly title: string
  readonly declaration: Declaration
  readonly capabilities: Capability[]
  readonly options: SourceOptions
  readonly transport: Transport
  readonly resilience: Resilience
  readonly now: () => EpochMs
  readonly onEvent?: Source['onEvent']
}): Source {
  const { name, vendor, title, capabilities, transport, resilience, options, now, onEvent } = parts
  const { staleOnErrorMs, patience = patienceFor(Infinity) } = options
  const answers = new SharedAnswers({ now, staleOnErrorMs, patience, onEvent })
  const health = new HealthRecord(now)
  const node: SourceNode = {
    name,
    vendor,
    title,
    capabilities,
    get health() {
      return health.read()
    },
  }
  return {
    name,
    declaration: withoutSecrets(parts.declaration),
    withSecrets: parts.declaration,
    options,
    now,
    node,
    onEvent,
    records: recordMakers(parts.declaration.lists, node),
    // The operation's turn → freshness and single flight → retry → slots, rate, circuit breaker → one attempt with its
    // timeout.
    async ask(request, start, asking) {
      const { signal, count, freshMs = null, wider = [], anew = false, budget, turns, trace, watch, freshness, timeoutMs = options.timeoutMs } = asking
      const startedAtMs = performance.now()
      const sharing = { signal, freshMs, wider, anew, admit: () => budget?.take() }
      let sent = 0
      const onRequest = () => {
        sent++
        count?.(1)
      }
      const tell = (asked: Pick<AskedRequest, 'requests' | 'stale' | 'failed'>) =>
        trace?.({ request, ...asked, milliseconds: performance.now() - startedAtMs })
      const askNow = () =>
        answers.ask(request, start, sharing, (flightSignal, decode) => {
          const attempt = (attemptSignal: AbortSignal) =>
            watchAttempt(watch?.begin(name, request), (headers) =>
              transport.send(request, decode, { signal: attemptSignal, timeoutMs, headers, onRequest }),
            )
          return resilience.run(request, flightSignal, attempt, health)
        })
      try {
        const answer = await (turns?.use(name, options.maxConcurrency, signal, askNow) ?? askNow())
        tell({ requests: answer.requests, stale: answer.stale })
        freshness?.lasts(answer.stale || request.confidential === true ? 0 : answer.receivedAtMs + (freshMs ?? 0))
        return answer
      } catch (error) {
        tell({ requests: sent, stale: false, failed: true })
        freshness?.lasts(0)
        throw error
      }
    },
    forgetAnswers: () => answers.forget(),
    close: () => transport.close(),
  }
}

export { toSourceError } from './health.js'
