// What is exported is what the graph returns: the same records in the same order, with the same values.

import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { toGlobalId } from '../../../src/engine/source/global-id.js'
import { requestsDuring } from '../../support/ask.js'
import { runs } from '../../support/runs.js'
import { NOON, type Stack, startStack } from '../../support/stack.js'
import { columnsOf, csvOf, graphRows, LISTS, listOf, ndjsonOf } from './exporting.js'

let stack: Stack
beforeAll(async () => {
  stack = await startStack()
})
afterAll(() => stack?.close())

const NAMES = [...LISTS.keys()]

test('every root list of the graph is exported', () => {
  expect(NAMES.toSorted()).toEqual(['activeCalls', 'calls', 'customers', 'sessions', 'sipAccounts'])
})

describe.each(NAMES)('the export of %s', (name) => {
  const columns = columnsOf(name)
  // MOR lists the devices of one customer only, so without one it is not whole.
  const those = name === 'sipAccounts' ? ['telecomx-demo', 'portasip-demo'] : undefined
  const every = `columns=${columns.join()}${those === undefined ? '' : `&sources=${those.join()}`}`

  test('has every column with the value of the field', async () => {
    const { rows, report } = await ndjsonOf(stack, `${name}.ndjson?${every}`)
    expect(rows).toEqual(await graphRows(stack, name, { columns, ...(those && { sources: those }) }))
    expect(rows.length).toBeGreaterThan(3)
    expect(report).toMatchObject({ rows: rows.length, complete: true, endedBy: null, unreadableValues: 0 })
  })

  test('has the documented columns unless others are chosen', async () => {
    const usual = listOf(name).defaultColumns.map((column) => column.name)
    const { rows } = await ndjsonOf(stack, `${name}.ndjson`)
    expect(rows).toEqual(await graphRows(stack, name, { columns: usual }))
    expect(rows.map((row) => Object.keys(row))).toEqual(rows.map(() => usual))
  })

  test('takes no more requests for the documented columns than for one', async () => {
    const fresh = await startStack()
    try {
      const one = await requestsDuring(fresh, () => ndjsonOf(fresh, `${name}.ndjson?columns=nativeId`))
      await fresh.restart()
      const usual = await requestsDuring(fresh, () => ndjsonOf(fresh, `${name}.ndjson`))
      expect(usual).toEqual(one)
    } finally {
      await fresh.close()
    }
  })

  test('is the same as CSV', async () => {
    const { rows } = await ndjsonOf(stack, `${name}.ndjson?${every}`)
    const { names, lines } = await csvOf(stack, `${name}.csv?${every}`)
    expect(names).toEqual([...columns, 'sourceStatus'])
    expect(lines).toEqual(
      rows.map((row) => [
        ...columns.map((column) => cellOf(listOf(name).columns.get(column)?.kind, row[column])),
        'OK',
      ]),
    )
  })
})

/** The cell of a value: what begins as a formula is one only to those who do not know the type of the column. */
function cellOf(kind: string | undefined, value: unknown): string {
  if (value === null) return ''
  if (typeof value === 'object') return JSON.stringify(value)
  const isPlain = (kind === 'phone' && /^\+\d+$/.test(String(value))) || kind === 'decimal'
  return typeof value === 'string' && /^[=+@-]/.test(value) && !isPlain ? `'${value}` : String(value)
}

const ago = (min: number, max: number) => fc.integer({ min, max }).map((seconds) => NOON - seconds * 1000)
const conditions = fc.record(
  {
    startedFrom: ago(3600, 7200),
    startedTo: ago(0, 3599),
    direction: fc.constantFrom('INBOUND', 'OUTBOUND'),
    status: fc.subarray(['COMPLETED', 'BUSY', 'NO_ANSWER', 'FAILED'], { minLength: 1 }),
  },
  { requiredKeys: [] },
)
const sources = fc.option(
  fc.subarray(['telecomx-demo', 'portasip-demo', 'restcomm-demo', 'mor-demo'], { minLength: 1 }),
)

test('any columns, conditions and sources give what the graph gives', async () => {
  const columns = fc.subarray([...columnsOf('calls')], { minLength: 1 })
  await fc.assert(
    fc.asyncProperty(columns, conditions, sources, async (wanted, filter, chosen) => {
      const parameters = new URLSearchParams({ columns: wanted.join() })
      for (const [condition, value] of Object.entries(filter))
        for (const each of [value].flat()) parameters.append(condition, String(each))
      for (const source of chosen ?? []) parameters.append('sources', source)
      const { rows } = await ndjsonOf(stack, `calls.ndjson?${parameters}`)
      const of = { columns: wanted, filter, ...(chosen === null ? {} : { sources: chosen }) }
      expect(rows).toEqual(await graphRows(stack, 'calls', of))
    }),
    { numRuns: runs(15) },
  )
})

test('conditions of a vendor are named by their path, and calls in progress have an order', async () => {
  const { rows } = await ndjsonOf(stack, 'activeCalls.ndjson?mor.userId=2&sources=mor-demo&columns=nativeId')
  const filter = { mor: { userId: '2' } }
  expect(rows).toEqual(await graphRows(stack, 'activeCalls', { columns: ['nativeId'], filter, sources: ['mor-demo'] }))
  const newest = await ndjsonOf(stack, 'activeCalls.ndjson?columns=startedAt&sources=mor-demo')
  const oldest = await ndjsonOf(stack, 'activeCalls.ndjson?columns=startedAt&sources=mor-demo&orderBy=OLDEST_FIRST')
  expect(oldest.rows.length).toBeGreaterThan(1)
  expect(oldest.rows).toEqual(newest.rows.toReversed())
})

test('the legs of a call are found by its global id', async () => {
  const { rows } = await ndjsonOf(stack, 'calls.ndjson?columns=parentCallSid,nativeId&sources=restcomm-demo')
  const leg = rows.find(({ parentCallSid }) => parentCallSid !== null)
  const parentCallId = toGlobalId('Call', 'restcomm-demo', String(leg?.['parentCallSid']))
  const { rows: legs } = await ndjsonOf(stack, `calls.ndjson?columns=nativeId&parentCallId=${parentCallId}`)
  expect(legs).toContainEqual({ nativeId: leg?.['nativeId'] })
  expect(legs).toEqual(await graphRows(stack, 'calls', { columns: ['nativeId'], filter: { parentCallId } }))
})
