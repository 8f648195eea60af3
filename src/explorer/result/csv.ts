import { BYTE_ORDER_MARK, cellOf, LINE_END } from '../../export/csv.js'
import { columnsOf, type RowList, textOf, valueAt } from './rows.js'

/** The rows as CSV, in the form of the gateway's own exports: a spreadsheet executes nothing of it. */
export function toCsv({ rows }: Pick<RowList, 'rows'>): string {
  const columns = columnsOf(rows)
  const head = columns.map(({ name }) => cellOf({ kind: 'text' }, name)).join(',')
  const lines = rows.map((row) => columns.map((column) => toCell(valueAt(row, column))).join(','))
  return BYTE_ORDER_MARK + [head, ...lines].map((line) => line + LINE_END).join('')
}

/** The answer does not say what a text is: a text that is only a number, with its sign, is no formula. */
function toCell(value: unknown): string {
  if (typeof value === 'number' || typeof value === 'boolean') return cellOf({ kind: 'number' }, value)
  const text = textOf(value)
  return cellOf({ kind: text.startsWith('-') ? 'decimal' : 'phone' }, text)
}

/** `trunkline-activeCalls.csv` */
export const csvName = ({ name }: Pick<RowList, 'name'>): string =>
  `trunkline-${name.replaceAll(/[^\w.-]/g, '-') || 'rows'}.csv`
