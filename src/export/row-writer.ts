// What an export is made of, whatever its format.

/**
 * What the values of a column are, which decides how a spreadsheet may read them.
 * phone: a telephone number, such as `+4570305050`. decimal: an amount as digits, never a float. other: a list or an object.
 */
export type ColumnKind = 'text' | 'phone' | 'decimal' | 'number' | 'boolean' | 'other'

export interface Column {
  /** The path of a field of the record: `caller.number`. */
  readonly name: string
  readonly kind: ColumnKind
  /**
   * The value as the graph would return it, or null.
   * @param faults counts values that cannot be read: the graph returns null for these, with an error.
   */
  read(record: object, faults: Faults): unknown
}

export interface Faults {
  count: number
}

/** What one source has contributed. */
export interface SourceSummary {
  readonly source: string
  /** As in the graph: OK, PARTIAL, FAILED or UNSUPPORTED. */
  readonly status: string
  readonly rows: number
  /** Whether every row of it is there. A source that has no such list lacks none. */
  readonly complete: boolean
  /** Whether rows are older than they should be, because the source failed. */
  readonly stale: boolean
  /** Why rows are missing; null: none are. */
  readonly error: { readonly code: string; readonly message: string } | null
}

/** How an export has ended. */
export interface Summary {
  readonly rows: number
  /** Whether every row is there that the filter finds and the viewer may see. */
  readonly complete: boolean
  /** The limit that ended the export before the list did. */
  readonly endedBy: 'maxRows' | 'maxSeconds' | null
  /** Values that could not be read and are null; the graph would return an error for each. */
  readonly unreadableValues: number
  readonly sources: readonly SourceSummary[]
}

/** Writes one export as text. */
export interface RowWriter {
  /** What comes before the first row. */
  head(): string
  /** @param status of the source of the record, up to now. */
  row(record: object, status: string, faults: Faults): string
  /** What comes after the last row. */
  end(summary: Summary): string
}

/** A format of exports. */
export interface ExportFormat {
  /** Of the path and of the file: `csv`. */
  readonly extension: string
  readonly contentType: string
  write(columns: readonly Column[]): RowWriter
}
