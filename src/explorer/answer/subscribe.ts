import { createClient } from 'graphql-sse'
import type { GraphQLQuestion } from '../fetcher.js'
import { type Answer, readAnswer, unreachable } from './read-answer.js'

export interface SubscribeOptions {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly onStatus: (status: number) => void
  /** Waits before the connection is made again. @param retries how often it has failed since the last event. */
  readonly wait: (retries: number) => Promise<void>
}

/** From here on a failure may pass: the gateway restarts, or a proxy waits for it. */
const FIRST_SERVER_ERROR = 500

const FIRST_RETRY_MS = 1000
const LONGEST_RETRY_MS = 15_000

/** Waits 1, 2, 4 … 15 seconds. */
export const waitLonger = (retries: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, Math.min(FIRST_RETRY_MS * 2 ** retries, LONGEST_RETRY_MS)))

/** Ends the attempts: the answer will not be another one next time. */
class Refused extends Error {}

/**
 * Runs a subscription over server-sent events, each on a connection of its own. A connection that is cut is made again;
 * a refusal, and a failure that stays, is the last result.
 * @returns the results; its `return` ends the subscription at once, also while a result is awaited.
 */
export function subscribe(question: GraphQLQuestion, options: SubscribeOptions): AsyncIterableIterator<Answer> {
  const { url, headers, onStatus, wait } = options
  let last: Answer | null = null
  let isRefused = false
  const client = createClient({
    url,
    headers: { ...headers },
    fetchFn: async (input: string, init: RequestInit) => {
      const response = await fetch(input, { ...init, redirect: 'manual' }).catch((error: unknown) => {
        if (init.signal?.aborted !== true) last = unreachable(error)
        throw error
      })
      onStatus(response.status)
      if (response.ok && isEventStream(response)) return response
      last = await readAnswer(response)
      isRefused = response.status < FIRST_SERVER_ERROR
      throw new Error(`status ${response.status}`)
    },
    retry: async (retries) => {
      if (isRefused) throw new Refused()
      await wait(retries)
    },
  })
  const { query, variables, operationName } = question
  const results = client.iterate<Record<string, unknown>>({
    query,
    ...(isRecord(variables) && { variables }),
    ...(operationName && { operationName }),
  })
  let hasFailed = false
  return {
    [Symbol.asyncIterator]() {
      return this
    },
    async next() {
      if (hasFailed) return END
      try {
        const { done, value } = await results.next()
        return done === true ? END : { done: false, value: { ...value } }
      } catch (error) {
        hasFailed = true
        return { done: false, value: last ?? unreachable(error) }
      }
    },
    async return() {
      await results.return?.()
      return END
    },
  }
}

const END = { done: true, value: undefined } as const

const isEventStream = (response: Response): boolean =>
  (response.headers.get('content-type') ?? '').startsWith('text/event-stream')

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null
