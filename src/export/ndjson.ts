import type { ExportFormat } from './row-writer.js'

/** One JSON object a line, keyed by the names of the columns; the last line is the report, under the key `report`. */
export const ndjson: ExportFormat = {
  extension: 'ndjson',
  contentType: 'application/x-ndjson; charset=utf-8',
  write: (columns) => ({
    head: () => '',
    row(record, _status, faults) {
      const line: Record<string, unknown> = {}
      for (const column of columns) line[column.name] = column.read(record, faults)
      return `${JSON.stringify(line)}\n`
    },
    end: (report) => `${JSON.stringify({ report })}\n`,
  }),
}
