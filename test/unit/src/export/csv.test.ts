import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { csv } from '../../../../src/export/csv.js'
import type { Column, ColumnKind, Summary } from '../../../../src/export/row-writer.js'

const column = (name: string, kind: ColumnKind): Column => ({ name, kind, read: (record) => Reflect.get(record, name) })
const faults = { count: 0 }

/** The line of one value, as it stands in the file. */
function lineOf(kind: ColumnKind, value: unknown): string {
  return csv.write([column('value', kind)]).row({ value }, 'OK', faults)
}
const WHOLE: Summary = { rows: 0, complete: true, endedBy: null, unreadableValues: 0, sources: [] }
const source = { source: 'a', status: 'OK', rows: 1, complete: true, stale: false, error: null }
const error = { code: 'TIMEOUT', message: 'the source "a", did not answer' }

test('the file begins with a byte order mark and the names of the columns', () => {
  const writer = csv.write([column('nativeId', 'text'), column('caller.number', 'phone')])
  expect(writer.head()).toBe('\u{feff}nativeId,caller.number,sourceStatus\r\n')
})

describe('a cell', () => {
  test.each<[string, ColumnKind, unknown, string]>([
    ['nothing', 'text', null, ''],
    ['a number', 'number', -2.5, '-2.5'],
    ['a boolean', 'boolean', false, 'false'],
    ['a list', 'other', ['a', 'b,c'], '"[""a"",""b,c""]"'],
    ['an amount', 'decimal', '-12.50', '-12.50'],
    ['an amount that is none', 'decimal', '-1+cmd|x', "'-1+cmd|x"],
    ['a telephone number', 'phone', '+4570305050', '+4570305050'],
    ['a masked telephone number', 'phone', '+45703****', '+45703****'],
    ['a sum in the place of a telephone number', 'phone', '+45+70', "'+45+70"],
    ['a call of a function in its place', 'phone', '=HYPERLINK("http://x")', '"\'=HYPERLINK(""http://x"")"'],
    ['the same number in a column of texts', 'text', '+4570305050', "'+4570305050"],
    ['an amount in a column of texts', 'text', '-12.50', "'-12.50"],
    ['a formula', 'text', '=1+1', "'=1+1"],
    ['an at sign', 'text', '@SUM(A1)', "'@SUM(A1)"],
    ['a tab', 'text', '\t=1', "'\t=1"],
    ['a carriage return', 'text', '\r=1', '"\'\r=1"'],
    ['a line feed', 'text', '\n=1', '"\'\n=1"'],
    ['a wide equals sign', 'text', '＝1', "'＝1"],
    ['a quote and a comma', 'text', 'a "b", c', '"a ""b"", c"'],
    ['an ordinary text', 'text', 'Ærø', 'Ærø'],
  ])('of %s', (_what, kind, value, cell) => {
    expect(lineOf(kind, value)).toBe(`${cell},OK\r\n`)
  })

  test('has what was written, whatever it is, and never begins as a formula', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme' }),
        fc.constantFrom<ColumnKind>('text', 'phone', 'decimal'),
        (text, kind) => {
          const [cells = []]: string[][] = parse(lineOf(kind, text), {
            record_delimiter: '\r\n',
            relax_column_count: true,
          })
          const cell = cells[0] ?? ''
          expect([text, `'${text}`]).toContain(cell)
          const isNumber = /^\+\d+\**$/.test(cell) || /^-\d+(\.\d+)?$/.test(cell)
          expect(isNumber || !/^[=+\-@\t\r]/.test(cell)).toBe(true)
        },
      ),
    )
  })
})

describe('the end', () => {
  const writer = csv.write([column('a', 'text'), column('b', 'text')])
  test('of a whole export has nothing', () => {
    const unsupported = { ...source, status: 'UNSUPPORTED', error }
    expect(writer.end({ ...WHOLE, sources: [source, unsupported] })).toBe('')
  })

  test('of an export that lacks rows says for each source why, in the column of the status', () => {
    const failed = { ...source, status: 'PARTIAL', complete: false, error }
    const summary: Summary = { ...WHOLE, complete: false, endedBy: 'maxRows', sources: [failed, source] }
    expect(writer.end(summary)).toBe(
      ',,"PARTIAL a: TIMEOUT the source ""a"", did not answer"\r\n,,INCOMPLETE: ended by export.maxRows\r\n',
    )
  })
})
