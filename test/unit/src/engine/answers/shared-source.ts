// A source whose answers the test gives, with the answers that it shares. To be used under fake timers.

import type { StartDecoder, VendorRequest } from '../../../../../adapters/contract.js'
import { wholeBody } from '../../../../../adapters/wire/json/body.js'
import { RequestDeduplicator, type Sharing } from '../../../../../src/engine/answers/answer-sharing.js'
import type { SharedAnswer } from '../../../../../src/engine/answers/shared-answer.js'
import type { AnswerEvent } from '../../../../../src/engine/reporting/events.js'
import { nextTurns, READ } from '../../resilience/fixtures.js'

export const FRESH_MS = 1000
export const STALE_MS = 30_000
export const PATIENCE_MS = 400
export const LONG_PATIENCE_MS = 6400
export const asText: StartDecoder<string> = wholeBody((text) => text)

/** Requests are answered by the test, in the order in which they were sent. */
export function sharedSource() {
  const events: AnswerEvent['origin'][] = []
  const answers = new RequestDeduplicator({
    monotonicNow: Date.now,
    staleOnErrorMs: STALE_MS,
    slowSourceLimits: { shortMs: PATIENCE_MS, longMs: LONG_PATIENCE_MS },
    onEvent: ({ origin }) => events.push(origin),
  })
  const sent: { readonly answer: (text: string | Error) => void; readonly signal: AbortSignal }[] = []
  const ask = (
    request: Partial<VendorRequest> = {},
    sharing: Partial<Sharing> = {},
    start: StartDecoder<string> = asText,
  ): Promise<SharedAnswer<string>> =>
    answers.ask(
      { ...READ, ...request },
      start,
      { signal: new AbortController().signal, freshMs: FRESH_MS, ...sharing },
      async (signal, decode) => {
        const { promise, resolve, reject } = Promise.withResolvers<string>()
        sent.push({ signal, answer: (text) => (typeof text === 'string' ? resolve(text) : reject(text)) })
        signal.addEventListener('abort', () => reject(signal.reason))
        const text = await promise
        const decoder = decode({ contentType: 'text/plain' })
        decoder.write(text)
        decoder.end()
        return { receivedAtMs: Date.now(), requests: 2 }
      },
    )
  /** Sends a request, and answers it at once. */
  const answeredWith = async (text: string | Error, ...asked: Parameters<typeof ask>) => {
    const answer = ask(...asked)
    await nextTurns()
    sent.at(-1)?.answer(text)
    return answer
  }
  return { answers, ask, answeredWith, sent, events }
}
