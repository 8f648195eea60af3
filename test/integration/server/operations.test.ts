// What is cached of operations for the fast path: bounded, whatever clients send.

import { parse } from 'graphql'
import { expect, it } from 'vitest'
import { OperationCache } from '../../../src/server/fast-path/operation-cache.js'
import { smallSchema } from './small-server.js'

const FIELDS = 1000
const CONDITIONS = ['a', 'b', 'c', 'd']

/** A query with many fields, of which some are skipped if the client wants so. */
const wideQuery = (at: number, fields = FIELDS): string =>
  `query Wide${at}(${CONDITIONS.map((name) => `$${name}: Boolean!`).join()}) {
    ${CONDITIONS.map((name) => `${name}: greeting @skip(if: $${name})`).join(' ')}
    ${Array.from({ length: fields }, (_, field) => `f${field}: greeting`).join(' ')} }`

/** All combinations of so many conditions. */
const variables = Array.from({ length: 2 ** CONDITIONS.length }, (_, bits) =>
  Object.fromEntries(CONDITIONS.map((name, at) => [name, ((bits >> at) & 1) === 1])),
)

it('drops the operations that were used longest ago when there are many, with many plans', () => {
  const operations = new OperationCache(smallSchema())
  const sources = Array.from({ length: 30 }, (_, at) => wideQuery(at))
  for (const source of sources) {
    operations.remember(source, parse(source), null)
    for (const each of variables) expect(operations.find(source, null)?.prepare(each)).not.toBeNull()
  }
  const known = sources.map((source) => operations.find(source, null) !== null)
  expect(known.at(-1)).toBe(true)
  expect(known.lastIndexOf(false)).toBeLessThan(known.indexOf(true))
  // Each has sixteen plans of a thousand fields.
  expect(known.filter((isKnown) => isKnown).length).toBeLessThan(10)
})

it('does not cache one that would need too much', () => {
  const operations = new OperationCache(smallSchema())
  const source = wideQuery(0, 6 * FIELDS)
  operations.remember(source, parse(source), null)
  const prepared = variables.map((each) => operations.find(source, null)?.prepare(each) !== null)
  expect(prepared).toEqual(variables.map((_, at) => at < 4))
  const [first = {}] = variables
  expect(operations.find(source, null)?.prepare(first)).not.toBeNull()
})
