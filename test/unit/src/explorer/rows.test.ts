import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { csvName, toCsv } from '../../../../src/explorer/result/csv.js'
import { columnsOf, firstList, listsOf, textOf, valueAt } from '../../../../src/explorer/result/rows.js'
import { runs } from '../../../support/runs.js'

const call = (state: string, number: string) => ({ state, caller: { number } })

describe('the lists of an answer', () => {
  test('are the rows of connections, by nodes or by edges, and other lists of records; reports of sources come last', () => {
    const lists = listsOf({
      activeCalls: {
        totalCount: 275,
        sources: [{ status: 'OK' }],
        nodes: [call('RINGING', '+4570305001')],
        pageInfo: { hasNextPage: true },
      },
      phoneNumber: { calls: { edges: [{ cursor: 'c1', node: call('CONNECTED', '+4570305002') }] } },
      activeCallStats: { groups: [{ country: 'DK', total: 3 }] },
    })
    expect(lists).toEqual([
      { name: 'activeCalls', rows: [call('RINGING', '+4570305001')], totalCount: 275 },
      { name: 'phoneNumber.calls', rows: [call('CONNECTED', '+4570305002')], totalCount: null },
      { name: 'activeCallStats.groups', rows: [{ country: 'DK', total: 3 }], totalCount: null },
      { name: 'activeCalls.sources', rows: [{ status: 'OK' }], totalCount: null },
    ])
  })

  test('a page without rows is a list too; a list of texts is none, nor is a list in a row', () => {
    expect(listsOf({ calls: { nodes: [] }, names: ['a'], trace: [{ records: [{ id: '1' }] }] })).toEqual([
      { name: 'calls', rows: [], totalCount: null },
      { name: 'trace', rows: [{ records: [{ id: '1' }] }], totalCount: null },
    ])
    for (const nothing of [null, undefined, 'text', 5, [], {}]) expect(listsOf(nothing)).toEqual([])
  })
})

test('the list that is shown at first is one with rows, and a report only where there is nothing else', () => {
  const nodes = [call('RINGING', '+4570305001')]
  const sources = [{ status: 'OK' }]
  expect(firstList(listsOf({ long: { nodes: [] }, blocked: { nodes, sources } }))?.name).toBe('blocked')
  expect(firstList(listsOf({ long: { nodes: [], sources } }))?.name).toBe('long')
  expect(firstList(listsOf({ x: { sources } }))?.name).toBe('x.sources')
  expect(firstList([])).toBeUndefined()
})

describe('the columns of rows', () => {
  test('are the fields of all rows in the order of the operation, those of an object that is first missing included', () => {
    const rows = [
      { source: { name: 'a' }, customer: null, durationSeconds: 5 },
      { source: { name: 'b' }, customer: { nativeId: '4', name: null }, durationSeconds: 6 },
    ]
    const columns = columnsOf(rows)
    expect(columns.map(({ name }) => name)).toEqual([
      'source.name',
      'customer.nativeId',
      'customer.name',
      'durationSeconds',
    ])
    expect(rows.map((row) => columns.map((column) => valueAt(row, column)))).toEqual([
      ['a', null, null, 5],
      ['b', '4', null, 6],
    ])
  })

  test.each([
    [null, ''],
    ['+4570305001', '+4570305001'],
    [false, 'false'],
    [1.5, '1.5'],
    [['a', 2], 'a, 2'],
    [{ a: [1] }, '{"a":[1]}'],
    [[{ a: 1 }], '[{"a":1}]'],
  ])('%j is shown as %j', (value, text) => {
    expect(textOf(value)).toBe(text)
  })
})

describe('the CSV of rows', () => {
  test('is what the gateway exports: a byte order mark, CRLF, quotes where they are needed', () => {
    const rows = [{ name: 'Bøgelund, "Revision"', caller: { number: '+4570305001' }, seconds: 5 }]
    expect(toCsv({ rows })).toBe('\u{feff}name,caller.number,seconds\r\n"Bøgelund, ""Revision""",+4570305001,5\r\n')
  })

  test.each([
    ['=1+1', "'=1+1"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['-1+cmd', "'-1+cmd"],
    ['+1+cmd', "'+1+cmd"],
    ['-12.50', '-12.50'],
    ['+45703*****', '+45703*****'],
  ])('has no formula: %j is written as %j', (text, written) => {
    expect(parse(toCsv({ rows: [{ text }] }), { bom: true })).toEqual([['text'], [written]])
  })

  test('any texts come back from a reader of CSV', () => {
    const text = fc.string({ unit: 'grapheme' }).filter((value) => !/^[=+\-@\t\r\n＝＋－＠]/u.test(value))
    const property = fc.property(fc.array(fc.record({ a: text, b: text }), { minLength: 1 }), (rows) => {
      const read = parse(toCsv({ rows }), { bom: true, columns: true, skip_empty_lines: false })
      expect(read).toEqual(rows)
    })
    fc.assert(property, { numRuns: runs(100) })
  })

  test('is saved under the name of the list', () => {
    expect(csvName({ name: 'phoneNumber.calls' })).toBe('trunkline-phoneNumber.calls.csv')
    expect(csvName({ name: '../a b' })).toBe('trunkline-..-a-b.csv')
    expect(csvName({ name: '' })).toBe('trunkline-rows.csv')
  })
})
