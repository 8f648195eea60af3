import { csvName, toCsv } from './csv.js'
import { columnsOf, type RowList, textOf, valueAt } from './rows.js'

/** More rows make the page slow; the CSV has all of them. */
const MAX_ROWS_SHOWN = 1000

/** The rows of a list as a table that scrolls in both directions. */
export function TableView({ list }: { readonly list: RowList }) {
  const columns = columnsOf(list.rows)
  if (list.rows.length === 0) return <p className="result-note">There are no rows.</p>
  const shown = list.rows.slice(0, MAX_ROWS_SHOWN)
  return (
    // It scrolls, so that the keyboard has to reach it.
    // biome-ignore lint/a11y/noNoninteractiveTabindex: see above
    <section className="result-scroll" tabIndex={0} aria-label={`Rows of ${list.name}`}>
      <table>
        <thead>
          <tr>
            {columns.map(({ name }) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {shown.map((row, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: rows have no key, and are never reordered
            <tr key={index}>
              {columns.map((column) => {
                const value = valueAt(row, column)
                return (
                  <td key={column.name} className={typeof value === 'number' ? 'number' : undefined}>
                    {textOf(value)}
                  </td>
                )
              })}
            </tr>
          ))}
        </tbody>
      </table>
      {list.rows.length > shown.length && (
        <p className="result-note">
          {shown.length} of {list.rows.length} rows are shown; the CSV has all of them.
        </p>
      )}
    </section>
  )
}

/** Saves the rows to a file. */
export function CsvButton({ list }: { readonly list: RowList }) {
  const save = () => {
    const url = URL.createObjectURL(new Blob([toCsv(list)], { type: 'text/csv' }))
    const link = document.createElement('a')
    link.href = url
    link.download = csvName(list)
    link.click()
    URL.revokeObjectURL(url)
  }
  return (
    <button type="button" className="result-button" onClick={save} disabled={list.rows.length === 0}>
      Save CSV
    </button>
  )
}
