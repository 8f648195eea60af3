// Exports as clients read them, and the same lists as the graph returns them.

import { parse } from 'csv-parse/sync'
import type { GraphQLSchema } from 'graphql'
import { exportedLists } from '../../../src/graphql/export/exported-lists.js'
import { buildGraphSchema } from '../../../src/graphql/schema/build-schema.js'
import type { Stack } from '../../support/stack.js'

type Headers = Readonly<Record<string, string>>
export type Row = Readonly<Record<string, unknown>>

/** The last line of an export as NDJSON. */
export interface ExportReport {
  readonly rows: number
  readonly complete: boolean
  readonly endedBy: string | null
  readonly unreadableValues: number
  readonly sources: readonly {
    readonly source: string
    readonly status: string
    readonly rows: number
    readonly complete: boolean
    readonly stale: boolean
    readonly error: { readonly code: string } | null
  }[]
}

const schema: GraphQLSchema = buildGraphSchema()

/** Every root list, as it can be exported. */
export const LISTS = exportedLists(schema)

export function listOf(name: string) {
  const list = LISTS.get(name)
  if (list === undefined) throw new Error(`there is no list ${name}`)
  return list
}

export const columnsOf = (name: string): readonly string[] => [...listOf(name).columns.keys()]

export const request = (stack: Pick<Stack, 'url'>, path: string, headers: Headers = {}): Promise<Response> =>
  fetch(`${stack.url}/export/${path}`, { headers })

/** @throws Error with the answer where it is none of an export. */
async function textOf(stack: Pick<Stack, 'url'>, path: string, headers?: Headers): Promise<string> {
  const response = await request(stack, path, headers)
  const text = await response.text()
  if (response.status !== 200) throw new Error(`${response.status} ${text}`)
  return text
}

/** The rows of an export as NDJSON, and its report. */
export async function ndjsonOf(stack: Pick<Stack, 'url'>, path: string, headers?: Headers) {
  const text = await textOf(stack, path, headers)
  const lines = text.split('\n')
  if (lines.pop() !== '') throw new Error('the last line has no end')
  const last: { readonly report: ExportReport } = JSON.parse(lines.pop() ?? '{}')
  const rows = lines.map((line): Row => JSON.parse(line))
  return { rows, report: last.report, text }
}

/** The cells of an export as CSV, read by a library. The first line is that of the names. */
export async function csvOf(stack: Pick<Stack, 'url'>, path: string, headers?: Headers) {
  const text = await textOf(stack, path, headers)
  const [names = [], ...lines]: string[][] = parse(text, { bom: true, record_delimiter: '\r\n' })
  return { names, lines, text }
}

/** `a.b` and `a.c` as `a { b } a { c }`, as GraphQL merges fields. */
export const selectionOf = (columns: readonly string[]): string =>
  columns.map((column) => `${column.split('.').join(' { ')}${' }'.repeat(column.split('.').length - 1)}`).join(' ')

const valueAt = (record: unknown, path: readonly string[]): unknown =>
  path.reduce<unknown>(
    (value, name) => (typeof value === 'object' && value !== null ? Reflect.get(value, name) : null),
    record,
  )

/** The rows that the graph returns for the same list, page by page, in the form of an export. */
export async function graphRows(
  stack: Stack,
  list: string,
  of: {
    readonly columns: readonly string[]
    readonly filter?: object
    readonly sources?: readonly string[]
    readonly headers?: Headers
  },
): Promise<readonly Row[]> {
  const { columns, filter = null, sources = null, headers } = of
  const document = `query ($filter: ${listOf(list).filter.name}, $sources: [String!], $after: String) {
    list: ${list}(filter: $filter, sources: $sources, first: 100, after: $after) {
      nodes { ${selectionOf(columns)} } pageInfo { hasNextPage endCursor }
    }
  }`
  const rows: Row[] = []
  let after: string | null = null
  for (;;) {
    const { text } = await stack.query(document, { filter, sources, after }, headers)
    const { data, errors }: { data: { list: Page } | null; errors?: readonly unknown[] } = JSON.parse(text)
    if (data === null || errors !== undefined) throw new Error(text)
    const { nodes, pageInfo } = data.list
    for (const node of nodes)
      rows.push(Object.fromEntries(columns.map((name) => [name, valueAt(node, name.split('.'))])))
    if (!pageInfo.hasNextPage) return rows
    after = pageInfo.endCursor
  }
}

interface Page {
  readonly nodes: readonly unknown[]
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null }
}
