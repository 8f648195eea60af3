// What the decoders of lists make of the golden answers, as hashes: instances of one row format read each other's rows.

import { hash } from 'node:crypto'
import { type AnyAdapter, type DecodedPage, VendorFault } from '../../adapters/contract.js'
import { readAnswer } from '../../src/conformance/answers.js'
import type { Golden } from '../../src/conformance/golden.js'
import { withoutSecrets } from '../../src/engine/source/credentials.js'

export interface RowFormat {
  /** ROW_FORMAT when the hashes were recorded. */
  readonly format: string
  /** Hashes of rows, by answer. */
  readonly rows: Readonly<Record<string, string>>
}

/** An answer to a list, and what its decoder makes of it. */
export interface DecodedAnswer {
  readonly name: string
  /** Of the answer itself: another answer is not compared. */
  readonly key: string
  readonly rows: string
}

const shortHash = (value: unknown): string => hash('sha256', JSON.stringify(value), 'base64url').slice(0, 16)

/** The answers to lists among these goldens, without those that are faults. */
export function decodedAnswers({ vendor, examples }: AnyAdapter, goldens: readonly Golden[]): readonly DecodedAnswer[] {
  return goldens.flatMap(({ name, example, exchange, response }) => {
    const declaration = examples.find(({ label }) => label === example)?.declaration
    if (declaration === undefined || response === undefined || !('list' in exchange)) return []
    // As rows are stored: without credentials.
    const list = withoutSecrets(declaration).lists[exchange.list]
    if (list === undefined) return []
    try {
      const rows = hashOfPage(readAnswer(declaration, response, list.decode))
      return [{ name: `${vendor}: ${name}`, key: `${vendor} ${exchange.list} ${shortHash([example, response])}`, rows }]
    } catch (error) {
      if (error instanceof VendorFault) return []
      throw error
    }
  })
}

export const hashOfPage = ({ rows, total, next }: DecodedPage): string => shortHash(inOrder([rows, total, next]))

/** As it is read from JSON, with the keys of objects in alphabetical order: their order means nothing. */
function inOrder(value: unknown): unknown {
  const sorted = (_key: string, inner: unknown): unknown =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : inner
  return JSON.parse(JSON.stringify(value, sorted))
}

/** The recorded answers of which decoders make other rows now. */
export const changedAnswers = (recorded: RowFormat, answers: readonly DecodedAnswer[]): readonly string[] =>
  answers
    .filter(({ key, rows }) => recorded.rows[key] !== undefined && recorded.rows[key] !== rows)
    .map(({ name }) => name)

/** What is to be recorded: of the same format, no hash changes. */
export function recordOf(format: string, answers: readonly DecodedAnswer[], recorded: RowFormat): RowFormat {
  const kept = recorded.format === format ? recorded.rows : {}
  const rows = answers.map((answer) => [answer.key, kept[answer.key] ?? answer.rows] as const)
  return { format, rows: Object.fromEntries(rows.toSorted(([a], [b]) => (a < b ? -1 : 1))) }
}
