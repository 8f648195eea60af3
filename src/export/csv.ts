import type { Column, ColumnKind, ExportFormat, SourceSummary, Summary } from './row-writer.js'

// RFC 4180, such that a spreadsheet shows what is in the records and executes none of it. Written here because a library
// (csv-stringify) takes five times as long for a row, and quoting is one expression.

/** Excel reads UTF-8 only where a file begins with this; other programs ignore it or read it as `utf-8-sig`. */
export const BYTE_ORDER_MARK = '\u{feff}'
export const LINE_END = '\r\n'

/** The last column: how complete the rows of the source of a row were when it was written. */
const STATUS_COLUMN = 'sourceStatus'

/** Characters, or their wide forms, by which spreadsheets recognise a formula, or which they skip before one. */
const FORMULA = /^[=+\-@\t\r\n\u{ff1d}\u{ff0b}\u{ff0d}\u{ff20}]/u
const NEEDS_QUOTES = /[",\r\n]/
/** A number with a plus, or one whose end is masked. Vendors also write names and worse where a number is expected. */
const PHONE = /^\+\d+\**$/
const DECIMAL = /^-?\d+(\.\d+)?$/

export const csv: ExportFormat = {
  extension: 'csv',
  contentType: 'text/csv; charset=utf-8; header=present',
  write: (columns) => ({
    head: () => `${BYTE_ORDER_MARK}${[...columns.map(({ name }) => name), STATUS_COLUMN].join(',')}${LINE_END}`,
    row(record, status, faults) {
      let line = ''
      for (const column of columns) line += `${cellOf(column, column.read(record, faults))},`
      return `${line}${status}${LINE_END}`
    },
    end: (summary) =>
      notesOf(summary)
        .map((note) => lineOfNote(columns, note))
        .join(''),
  }),
}

/** Text of one cell, quoted where it has to be. */
export function cellOf({ kind }: Pick<Column, 'kind'>, value: unknown): string {
  if (value === null || value === undefined) return ''
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return quoted(isPlain(kind, text) || !FORMULA.test(text) ? text : `'${text}`)
}

/** Whether a text that begins as a formula is none, by the type of its column. */
const isPlain = (kind: ColumnKind, text: string): boolean =>
  (kind === 'phone' && PHONE.test(text)) || (kind === 'decimal' && DECIMAL.test(text))

const quoted = (text: string): string => (NEEDS_QUOTES.test(text) ? `"${text.replaceAll('"', '""')}"` : text)

/** A last row for each reason why rows are missing: its cells are empty, and the status says what is missing. */
const lineOfNote = (columns: readonly Column[], note: string): string =>
  `${','.repeat(columns.length)}${quoted(note)}${LINE_END}`

const notesOf = ({ sources, endedBy }: Summary): readonly string[] => [
  ...sources.filter(({ complete }) => !complete).map(noteOf),
  ...(endedBy === null ? [] : [`INCOMPLETE: ended by export.${endedBy}`]),
]

const noteOf = ({ source, status, error }: SourceSummary): string =>
  `${status} ${source}: ${error?.code ?? ''} ${error?.message ?? ''}`
