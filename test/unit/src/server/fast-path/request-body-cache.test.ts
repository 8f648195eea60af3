// The parsed bodies, and how many of them are cached.

import { buildSchema } from 'graphql'
import { expect, test } from 'vitest'
import { DocumentStore } from '../../../../../src/server/documents/document-store.js'
import { RequestBodyCache } from '../../../../../src/server/fast-path/request-body-cache.js'

const NO_DOCUMENTS = new DocumentStore(
  { manifests: [], require: false },
  { schema: buildSchema('type Query { sources: Int }'), maxTokens: 100, rules: [] },
)

const bodyOf = (name: string, length = 0): string =>
  JSON.stringify({ query: `{ ${name} }`, variables: { pad: 'x'.repeat(length) } })

/** Reads a body and caches it. @returns whether it is the same object when it comes again. */
function remembers(questions: RequestBodyCache, body: string): () => boolean {
  const question = questions.read(body)
  if (question === null) throw new Error('no question')
  questions.remember(body, question)
  return () => questions.read(body) === question
}

test('a body that comes again is the same object', () => {
  const questions = new RequestBodyCache(NO_DOCUMENTS)
  expect(remembers(questions, bodyOf('sources'))()).toBe(true)
  expect(questions.read(bodyOf('other'))).toEqual({
    query: '{ other }',
    operationName: null,
    variables: { pad: '' },
    isTrusted: false,
  })
})

test('long bodies are not cached, and of others the latest four million characters', () => {
  const questions = new RequestBodyCache(NO_DOCUMENTS)
  expect(remembers(questions, bodyOf('long', 17_000))()).toBe(false)
  const isKnown = Array.from({ length: 400 }, (_, at) => remembers(questions, bodyOf(`n${at}`, 15_000)))
  const known = isKnown.map((ask) => ask())
  expect(known.filter(Boolean).length * 15_000).toBeLessThan(4_000_000)
  expect(known.filter(Boolean).length * 15_500).toBeGreaterThan(3_900_000)
  expect([known[0], known.at(-1)]).toEqual([false, true])
})
