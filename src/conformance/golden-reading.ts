import { type Declaration, type Row, VendorFault } from '../../adapters/contract.js'
import { readAnswer } from './answers.js'
import type { Golden } from './golden.js'
import { argumentOf, type DeclaredOperation, exchangeName, listsOf, operationsOf } from './operations.js'
import { plain, toPlainRecord } from './records.js'

/** What an answer comes to. */
export interface Reading {
  readonly total?: number | null
  readonly records?: readonly Record<string, unknown>[]
  readonly outcome?: unknown
  readonly fault?: string
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Reads the response of a golden as the gateway would; null when its operation is not declared. */
export function readGolden(declaration: Declaration, golden: Golden): Reading | null {
  const { exchange, response } = golden
  if (response === undefined) return {}
  try {
    if ('list' in exchange) {
      const list = listsOf(declaration).find(({ name }) => name === exchange.list)?.list
      if (list === undefined) return null
      const { rows, total } = readAnswer(declaration, response, list.decode)
      const whole = rows.map((row) => list.completeRow?.(row, exchange.ask.filter) ?? row)
      return { total, records: whole.map((row) => toPlainRecord(list.fields, row)) }
    }
    const operation = operationsOf(declaration).find(({ name }) => name === exchangeName(golden))
    if (operation === undefined) return null
    const outcome = readAnswer(declaration, response, operation.decode, operation.outcomeOf)
    if (operation.list === undefined) return { outcome: plain(outcome) }
    const row = isRecord(outcome) ? completed(operation, golden, outcome) : null
    return { records: row === null ? [] : [toPlainRecord(operation.list.fields, row)] }
  } catch (error) {
    if (error instanceof VendorFault) return { fault: error.code }
    throw error
  }
}

/** A row with the id that it was asked for by. */
const completed = (operation: DeclaredOperation, golden: Golden, row: Row): Row =>
  operation.completeRow?.(row, String(argumentOf(golden))) ?? row

const isRow = (value: unknown): value is Row => typeof value === 'object' && value !== null

/** The vendor's rows in a golden's response; none where it is a fault. */
export function rowsOf(declaration: Declaration, golden: Golden): readonly Row[] {
  const { exchange, response } = golden
  if (response === undefined) return []
  try {
    const list = 'list' in exchange ? listsOf(declaration).find(({ name }) => name === exchange.list)?.list : undefined
    if (list !== undefined && 'list' in exchange)
      return readAnswer(declaration, response, list.decode).rows.map(
        (row) => list.completeRow?.(row, exchange.ask.filter) ?? row,
      )
    const lookup = operationsOf(declaration).find(
      ({ name, kind }) => kind === 'lookup' && name === exchangeName(golden),
    )
    const row = lookup === undefined ? null : readAnswer(declaration, response, lookup.decode, lookup.outcomeOf)
    return isRow(row) && lookup !== undefined ? [completed(lookup, golden, row)] : []
  } catch (error) {
    if (error instanceof VendorFault) return []
    throw error
  }
}
