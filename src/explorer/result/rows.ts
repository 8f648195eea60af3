// The lists in an answer, as tables: pure.

export type Row = Readonly<Record<string, unknown>>

/** A list of records somewhere in an answer. */
export interface RowList {
  /** Where it is: `activeCalls`, for the rows of a connection, or `activeCallStats.groups`. */
  readonly name: string
  readonly rows: readonly Row[]
  /** How many rows all pages have together; null: not known or not requested. */
  readonly totalCount: number | null
}

export interface Column {
  /** The path of a field of the row: `caller.number`. */
  readonly name: string
  readonly path: readonly string[]
}

/** Where a connection has its rows: it is the list, and not a field of it. */
const ROWS_OF_CONNECTION: ReadonlySet<string> = new Set(['nodes', 'edges'])
/** Reports about the sources of a list: of interest after the list itself. */
const REPORTS = 'sources'

export const isRecord = (value: unknown): value is Row =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const isReport = ({ name }: RowList): boolean => name.endsWith(`.${REPORTS}`)

/** The lists of an answer, in the order of its fields, reports of sources last. Lists inside of rows are cells of these. */
export function listsOf(data: unknown): readonly RowList[] {
  const lists: RowList[] = []
  collect(data, [], lists)
  return [...lists.filter((list) => !isReport(list)), ...lists.filter(isReport)]
}

function collect(value: unknown, path: readonly string[], into: RowList[]): void {
  if (!isRecord(value)) return
  for (const [key, part] of Object.entries(value)) {
    if (!Array.isArray(part)) collect(part, [...path, key], into)
    else if (part.some(isRecord) || (part.length === 0 && ROWS_OF_CONNECTION.has(key)))
      into.push(toList(value, key, part, path))
  }
}

function toList(parent: Row, key: string, items: readonly unknown[], path: readonly string[]): RowList {
  const isConnection = ROWS_OF_CONNECTION.has(key)
  const { totalCount } = parent
  return {
    name: (isConnection ? path : [...path, key]).join('.'),
    rows: items.filter(isRecord).map((item) => (key === 'edges' && isRecord(item['node']) ? item['node'] : item)),
    totalCount: isConnection && typeof totalCount === 'number' ? totalCount : null,
  }
}

/** The list that is shown until another one is chosen: the first that has rows and is no report. */
export const firstList = (lists: readonly RowList[]): RowList | undefined =>
  lists.find((list) => list.rows.length > 0 && !isReport(list)) ?? lists[0]

/** The fields of a row, and those of its objects: a tree in the order in which the rows have them. */
type Tree = Map<string, Tree>

/** The columns of rows: one for each field that is no object, in the order of the operation. */
export function columnsOf(rows: readonly Row[]): readonly Column[] {
  const tree: Tree = new Map()
  for (const row of rows) grow(tree, row)
  return leavesOf(tree, [])
}

function grow(tree: Tree, row: Row): void {
  for (const [key, value] of Object.entries(row)) {
    const branch = tree.get(key) ?? new Map<string, Tree>()
    tree.set(key, branch)
    if (isRecord(value)) grow(branch, value)
  }
}

const leavesOf = (tree: Tree, path: readonly string[]): readonly Column[] =>
  [...tree].flatMap(([key, branch]) => {
    const ownPath = [...path, key]
    return branch.size === 0 ? [{ name: ownPath.join('.'), path: ownPath }] : leavesOf(branch, ownPath)
  })

/** The value of a row in a column; null where it or an object above it is missing. */
export function valueAt(row: Row, { path }: Column): unknown {
  let value: unknown = row
  for (const key of path) value = isRecord(value) ? value[key] : null
  return value ?? null
}

/** A value as a cell shows it: a list of texts as `a, b`, what has a structure as JSON. */
export function textOf(value: unknown): string {
  if (value === null || value === undefined) return ''
  if (typeof value === 'string') return value
  if (Array.isArray(value) && value.every((item) => !isRecord(item) && !Array.isArray(item))) return value.join(', ')
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}
