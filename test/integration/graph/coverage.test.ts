// The proof that nothing is left out: for each name in the vendors' documents, one test over real HTTP, that the value
// which the vendor sent arrives where the list of documents says, or that the argument arrives at the vendor.

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ActionReach, ArgumentReach, DocumentedName, MechanicsReach } from '../../support/documents/entry.js'
import { documents } from '../../support/documents.js'
import { toQuery, valueAt } from '../../support/path-query.js'
import { type CoverageStack, startCoverageStack } from '../../support/scripted/coverage-stack.js'
import { isField } from '../../support/scripted/rich-rows.js'

let coverage: CoverageStack
beforeAll(async () => {
  coverage = await startCoverageStack()
})
afterAll(() => coverage?.close())

/** The values of a parameter in the requests of an operation; there must be such a request. */
function received({ operation, name }: Pick<DocumentedName, 'operation' | 'name'>): readonly string[] {
  const requests = coverage.seen.filter(
    (seen) => operation === seen.operation || operation.startsWith(`${seen.operation} `),
  )
  expect(requests.length, `requests of ${operation}`).toBeGreaterThan(0)
  return requests.flatMap(({ parameters }) => parameters.filter(([sent]) => sent === name).map(([, value]) => value))
}

/** Entries in groups that read as a table: by vendor and operation. */
const byOperation = <Entry extends DocumentedName>(entries: readonly Entry[]): [string, Entry[]][] => [
  ...Map.groupBy(entries, ({ vendor, operation }) => `${vendor} ${operation}`),
]

describe.each(byOperation(documents.filter(isField)))('%s: the field', (_operation, entries) => {
  test.for(entries.map((entry) => [entry.name, Object.keys(entry.reach.arrivals).join(', '), entry] as const))(
    '%s arrives at %s',
    async ([, , entry]) => {
      coverage.proven = entry
      const { arrivals, source, form } = entry.reach
      for (const [path, value] of Object.entries(arrivals)) {
        const data = await coverage.ask(toQuery(path, source, form?.selection))
        expect(valueAt(data, path)).toEqual(path.startsWith('node(') ? value : [value])
        if (form === undefined) continue
        expect(received({ operation: entry.operation, name: 'full' })).toEqual(form.name === 'full' ? ['true'] : [])
      }
    },
  )
})

/** An entry whose parameter a query sends. */
type Sendable = DocumentedName & { readonly reach: (ArgumentReach | MechanicsReach) & { readonly query: string } }
const isSendable = (entry: DocumentedName): entry is Sendable =>
  entry.reach.by === 'argument' || (entry.reach.by === 'mechanics' && entry.reach.query !== undefined)

describe.each(byOperation(documents.filter(isSendable)))('%s: the parameter', (_operation, entries) => {
  test.for(entries.map((entry) => [entry.name, entry.reach.query, entry] as const))(
    '%s is sent for %s',
    async ([, , entry]) => {
      const { query, source, receives } = entry.reach
      await coverage.ask(toQuery(query, source))
      const values = received(entry)
      if (receives === null) return expect(values).toEqual([])
      // A list that is read in time slices takes several requests.
      expect(values.length).toBeGreaterThan(0)
      for (const value of values)
        expect(value).toEqual(receives instanceof RegExp ? expect.stringMatching(receives) : receives)
    },
  )
})

type Action = DocumentedName & { readonly reach: ActionReach }
const isAction = (entry: DocumentedName): entry is Action => entry.reach.by === 'action'

describe.each(byOperation(documents.filter(isAction)))('%s: by an operation of the graph', (_operation, entries) => {
  test.for(entries.map((entry) => [entry.kind, entry.name, entry.reach.proof, entry] as const))(
    'the %s %s: %j',
    async ([, , , entry]) => {
      const { document, answer, proof } = entry.reach
      coverage.answer = answer
      const data = await coverage.ask(document)
      if ('gives' in proof) expect(data).toEqual(proof.gives)
      else expect(received(entry)).toEqual([proof.receives])
      expect(coverage.seen.map(({ operation }) => operation)).toEqual([entry.operation])
    },
  )
})
