// One source's resilience under a clock that the test moves.

import { vi } from 'vitest'
import type { VendorRequest } from '../../../../adapters/contract.js'
import type { ErrorCode } from '../../../../schema/enums.js'
import { SourceFailure } from '../../../../src/errors/source-failure.js'
import type {
  Resilience,
  ResilienceEvent,
  ResilienceOptions,
  ResilienceState,
} from '../../../../src/resilience/contract.js'
import { createResilience, type LimitOptions, ownLimits } from '../../../../src/resilience/resilience.js'

export const READ: VendorRequest = {
  operation: 'listThings',
  method: 'POST',
  path: '',
  repeatable: true,
  accept: 'text/plain',
}
export const CONTROL: VendorRequest = { ...READ, operation: 'endThing', repeatable: false }

export const failureWith = (code: ErrorCode, retryAfterSeconds: number | null = null): SourceFailure =>
  new SourceFailure(code, `${code} it is`, { retryAfterSeconds })

/** The outcome of an attempt: a failure is thrown, anything else is the answer. */
type Outcome = SourceFailure | Error | string

export interface Tried {
  readonly resilience: Resilience & ResilienceState
  readonly events: ResilienceEvent[]
  /** When each attempt was made, in milliseconds since the first. */
  readonly attemptsAtMs: number[]
  /** Runs one request whose attempts have these outcomes, the last of them again and again. */
  run(outcomes: readonly Outcome[], options?: RunOptions): Promise<unknown>
}
interface RunOptions {
  readonly request?: VendorRequest
  readonly signal?: AbortSignal
}

/** To be used under fake timers. */
export function resilient(options: Partial<ResilienceOptions & LimitOptions> = {}): Tried {
  const events: ResilienceEvent[] = []
  const resilience = createResilience({
    retries: 2,
    limits: ownLimits({ maxConcurrency: 8, requestsPerSecond: null, ...options }),
    monotonicNow: Date.now,
    onEvent: (event) => events.push(event),
    ...options,
  })
  const startMs = Date.now()
  const attemptsAtMs: number[] = []
  return {
    resilience,
    events,
    attemptsAtMs,
    run: (outcomes, { request = READ, signal = new AbortController().signal } = {}) => {
      const left = [...outcomes]
      return settled(
        resilience.run(request, signal, async () => {
          attemptsAtMs.push(Date.now() - startMs)
          const outcome = left.length > 1 ? left.shift() : left[0]
          if (outcome instanceof Error) throw outcome
          return outcome
        }),
      )
    },
  }
}

/** The answer, or what was thrown: so that no rejection is unhandled while the clock is moved. */
export const settled = (promise: Promise<unknown>): Promise<unknown> => promise.catch((error: unknown) => error)

/** Runs everything that needs no time. */
export const nextTurns = (): Promise<unknown> => vi.advanceTimersByTimeAsync(0)

/** Moves the clock until it is settled. */
export async function withTimeout<Result>(promise: Promise<Result>): Promise<Result> {
  let isDone = false
  const done = (): void => {
    isDone = true
  }
  promise.then(done, done)
  await nextTurns()
  while (!isDone) await vi.advanceTimersByTimeAsync(50)
  return promise
}

interface Held {
  readonly work: () => Promise<string>
  readonly end: (error?: Error) => void
  readonly isBegun: () => boolean
}

/** Work that ends when the test says so. */
export function held(): Held {
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  let isBegun = false
  return {
    work: () => {
      isBegun = true
      return promise
    },
    end: (error) => (error === undefined ? resolve('done') : reject(error)),
    isBegun: () => isBegun,
  }
}
