import { useGraphiQL } from '@graphiql/react'
import { useEffect, useId, useMemo, useState } from 'react'
import { createPortal } from 'react-dom'
import { pageStorage } from '../storage.js'
import { ChartView } from './chart-view.js'
import { firstList, isRecord, listsOf, type RowList } from './rows.js'
import { CsvButton, TableView } from './table-view.js'

type View = 'json' | 'table' | 'chart'

const VIEWS: readonly (readonly [View, string])[] = [
  ['json', 'JSON'],
  ['table', 'Table'],
  ['chart', 'Chart'],
]
const STORED_VIEW = 'view'

const storedView = (): View => VIEWS.find(([view]) => view === pageStorage.getItem(STORED_VIEW))?.[0] ?? 'json'

interface Answered {
  readonly lists: readonly RowList[]
  readonly errors: readonly string[]
}

/** The ways in which the answer can be shown. They stand above GraphiQL's own view of it, the JSON, and hide it. */
export function ResultViews() {
  const response = useGraphiQL(({ tabs, activeTabIndex }) => tabs[activeTabIndex]?.response ?? null)
  const isFetching = useGraphiQL((state) => state.isFetching)
  const [view, setView] = useState<View>(storedView)
  const [listName, setListName] = useState<string | null>(null)
  const host = useHost(view)
  // A long answer is read once, and only where something shows it.
  const { lists, errors } = useMemo(() => readAnswered(response), [response])
  if (host === null) return null
  const list = lists.find(({ name }) => name === listName) ?? firstList(lists)
  const choose = (next: View) => {
    setView(next)
    pageStorage.setItem(STORED_VIEW, next)
  }
  const status = isFetching ? 'Running …' : describe({ lists, errors }, list, response)
  return createPortal(
    <>
      <div className="result-bar">
        <fieldset className="result-views">
          <legend>Show the answer as</legend>
          {VIEWS.map(([name, label]) => (
            <button key={name} type="button" aria-pressed={name === view} onClick={() => choose(name)}>
              {label}
            </button>
          ))}
        </fieldset>
        {view !== 'json' && <ListChoice lists={lists} chosen={list} onChoose={setListName} />}
        {list !== undefined && <CsvButton list={list} />}
        <p role="status">{status}</p>
      </div>
      {view !== 'json' && errors.length > 0 && (
        <ul className="result-errors">
          {errors.map((message) => (
            <li key={message}>{message}</li>
          ))}
        </ul>
      )}
      {view !== 'json' && list === undefined && <p className="result-note">This answer has no list of rows.</p>}
      {view === 'table' && list !== undefined && <TableView list={list} />}
      {view === 'chart' && list !== undefined && <ChartView key={list.name} list={list} />}
    </>,
    host,
  )
}

interface ChoiceProps {
  readonly lists: readonly RowList[]
  readonly chosen: RowList | undefined
  readonly onChoose: (name: string) => void
}

function ListChoice({ lists, chosen, onChoose }: ChoiceProps) {
  const id = useId()
  if (lists.length < 2) return null
  return (
    <span className="result-list">
      <label htmlFor={id}>of</label>{' '}
      <select id={id} value={chosen?.name} onChange={({ target }) => onChoose(target.value)}>
        {lists.map(({ name }) => (
          <option key={name}>{name}</option>
        ))}
      </select>
    </span>
  )
}

/** A place at the top of GraphiQL's pane for the answer, which has none for other parts. Null until the pane is there. */
function useHost(view: View): HTMLElement | null {
  const [host, setHost] = useState<HTMLElement | null>(null)
  useEffect(() => {
    const pane = document.querySelector('.graphiql-response')
    const element = document.createElement('div')
    element.className = 'result'
    pane?.prepend(element)
    setHost(element)
    return () => element.remove()
  }, [])
  useEffect(() => {
    host?.parentElement?.setAttribute('data-view', view)
  }, [host, view])
  return host
}

function readAnswered(response: string | null): Answered {
  const answer = parse(response)
  const { data, errors } = isRecord(answer) ? answer : {}
  const messages = (Array.isArray(errors) ? errors : []).map((error) =>
    isRecord(error) && typeof error['message'] === 'string' ? error['message'] : JSON.stringify(error),
  )
  return { lists: listsOf(data), errors: [...new Set(messages)] }
}

function parse(text: string | null): unknown {
  try {
    return JSON.parse(text ?? 'null')
  } catch {
    return null
  }
}

function describe({ errors }: Answered, list: RowList | undefined, response: string | null): string {
  if (response === null || response === '') return ''
  const rows =
    list === undefined
      ? 'answered'
      : `${list.rows.length}${ofTotal(list)} ${list.rows.length === 1 ? 'row' : 'rows'} of ${list.name}`
  return errors.length === 0 ? rows : `${errors.length} ${errors.length === 1 ? 'error' : 'errors'}, ${rows}`
}

const ofTotal = ({ totalCount }: RowList): string => (totalCount === null ? '' : ` of ${totalCount}`)
