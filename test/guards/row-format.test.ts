// Instances of different versions read each other's rows while both have the same ROW_FORMAT. So it is raised when a
// decoder of a list makes other rows of an answer that it has read before. Answers that are new, or have been changed, are
// compared as soon as they are recorded: TRUNKLINE_UPDATE_ROW_FORMAT=1 records them, and after ROW_FORMAT was raised all.

import { writeFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { adapters } from '../../adapters/index.js'
import { ROW_FORMAT } from '../../src/cluster/store/row-format.js'
import { goldens } from '../conformance/goldens.js'
import { fromRoot, readFromRoot } from './readme-blocks.js'
import {
  changedAnswers,
  type DecodedAnswer,
  decodedAnswers,
  hashOfPage,
  type RowFormat,
  recordOf,
} from './row-format.js'

const PATH = 'test/guards/row-format.json'
const HOW_TO_RECORD =
  'TRUNKLINE_UPDATE_ROW_FORMAT=1 npx vitest run --config test/vitest.config.ts test/guards/row-format.test.ts'

const byVendor: Readonly<Record<string, (typeof goldens)[keyof typeof goldens]>> = goldens
const answers = adapters.flatMap((adapter) => decodedAnswers(adapter, byVendor[adapter.vendor] ?? []))
const read = (): RowFormat => JSON.parse(readFromRoot(PATH))

if (process.env['TRUNKLINE_UPDATE_ROW_FORMAT'] === '1')
  writeFileSync(fromRoot(PATH), `${JSON.stringify(recordOf(ROW_FORMAT, answers, read()), null, 2)}\n`)

describe('the format of rows', () => {
  test('is recorded, with golden answers of every vendor', () => {
    const { format, rows } = read()
    expect(
      format,
      `ROW_FORMAT was raised: record what decoders make of the golden answers now:\n${HOW_TO_RECORD}`,
    ).toBe(ROW_FORMAT)
    for (const { vendor } of adapters)
      expect(
        Object.keys(rows).some((key) => key.startsWith(`${vendor} `)),
        `no list of ${vendor}: ${HOW_TO_RECORD}`,
      ).toBe(true)
  })

  test('is another one when a decoder of a list makes other rows of the same answer', () => {
    const recorded = read()
    const changed = recorded.format === ROW_FORMAT ? changedAnswers(recorded, answers) : []
    expect(
      changed,
      `Of these golden answers, decoders make other rows than with ROW_FORMAT ${recorded.format}. While a new version is\n` +
        'rolled out, instances would read rows of the other version. Raise ROW_FORMAT in src/cluster/store/row-format.ts,\n' +
        `then record the new rows:\n${HOW_TO_RECORD}`,
    ).toEqual([])
  })
})

describe('the guard', () => {
  const answer = (key: string, rows: string): DecodedAnswer => ({ name: `vendor: ${key}`, key, rows })
  const recorded: RowFormat = { format: '1', rows: { a: '1', gone: '1' } }

  test('compares recorded answers only', () => {
    expect(changedAnswers(recorded, [answer('a', '1'), answer('new', '2')])).toEqual([])
    expect(changedAnswers(recorded, [answer('a', '2'), answer('new', '2')])).toEqual(['vendor: a'])
  })

  test('records no other rows of the same answer, unless the format was raised', () => {
    const now = [answer('new', '2'), answer('a', '2')]
    expect(recordOf('1', now, recorded)).toEqual({ format: '1', rows: { a: '1', new: '2' } })
    expect(recordOf('2', now, recorded)).toEqual({ format: '2', rows: { a: '2', new: '2' } })
  })

  test('takes the order of the fields of a row for nothing, and everything else for another row', () => {
    const page = (row: object) => hashOfPage({ rows: [{ ...row }], total: 1 })
    expect(page({ b: { d: null, c: '2' }, a: 1 })).toBe(page({ a: 1, b: { c: '2', d: null } }))
    for (const other of [{ a: '1' }, { a: 1, b: null }, { b: 1 }, {}]) expect(page(other)).not.toBe(page({ a: 1 }))
  })
})
