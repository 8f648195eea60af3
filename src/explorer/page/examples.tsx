import { type GraphiQLPlugin, useGraphiQL, useGraphiQLActions } from '@graphiql/react'
import { useEffect, useRef } from 'react'
import { kindOf } from '../fetcher.js'
import { describeOperation, type ReadyOperation, toTab } from '../operations.js'

const TITLE = 'Examples'

function ExamplesIcon() {
  return (
    <svg viewBox="0 0 24 24" fill="none" stroke="currentColor" strokeWidth="1.5" aria-hidden="true">
      <path d="M4 6h2M4 12h2M4 18h2M9 6h11M9 12h11M9 18h7" strokeLinecap="round" />
    </svg>
  )
}

/** The pane with all examples. It stays what it is whatever happens to the tabs. */
export const examplesPlugin = (operations: readonly ReadyOperation[]): GraphiQLPlugin => ({
  title: TITLE,
  icon: ExamplesIcon,
  content: () => <Examples operations={operations} />,
})

function Examples({ operations }: { readonly operations: readonly ReadyOperation[] }) {
  const open = useOpenExample()
  return (
    <section className="examples" aria-labelledby="examples-title">
      <h2 id="examples-title">{TITLE}</h2>
      {operations.length === 0 && <p>This gateway has no examples.</p>}
      <ul>
        {operations.map((operation) => (
          <li key={operation.name}>
            <button type="button" onClick={() => open(operation)}>
              <b>{operation.name}</b>
              <span>{describeOperation(operation)}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  )
}

/** Shows or hides the pane, by the button of GraphiQL that does so: only that one also sets the width of the pane. */
const togglePane = (): void =>
  document.querySelector<HTMLElement>(`.graphiql-sidebar button[aria-label$=" ${TITLE}"]`)?.click()

/** Opens the editor of variables, where it is closed. */
const showVariables = (): void =>
  document.querySelector<HTMLElement>('.graphiql-editor-tools [data-name=variables]')?.click()

/** The same pane by a button with a name, because an icon among others is overlooked. */
export function ExamplesButton() {
  const isOpen = useGraphiQL(({ visiblePlugin }) => visiblePlugin?.title === TITLE)
  return (
    <button type="button" className="examples-button" aria-expanded={isOpen} onClick={togglePane}>
      {TITLE}
    </button>
  )
}

/** Where a pane covers the editors instead of standing beside them; page.css has the same width. */
const NARROW = '(max-width: 720px)'

/** Opens an example in its own tab, or goes to the tab that has it, and runs it. */
function useOpenExample(): (operation: ReadyOperation) => void {
  const { addTab, changeTab, setOperationName, run } = useGraphiQLActions()
  const tabs = useGraphiQL((state) => state.tabs)
  const queryEditor = useGraphiQL((state) => state.queryEditor)
  const variableEditor = useGraphiQL((state) => state.variableEditor)
  return (operation) => {
    const { query, variables } = toTab(operation)
    const existing = tabs.findIndex((tab) => tab.query === query)
    if (existing >= 0) changeTab(existing)
    else {
      addTab()
      queryEditor?.setValue(query)
      variableEditor?.setValue(variables ?? '')
    }
    if (variables !== null) showVariables()
    if (matchMedia(NARROW).matches) togglePane()
    // GraphiQL derives the name a moment after the text has changed, and would send that of the tab before.
    setOperationName(nameOf(query))
    if (kindOf(operation) === 'query') void run()
  }
}

const nameOf = (query: string): string => /^\s*(?:query|subscription|mutation)\s+(\w+)/m.exec(query)?.[1] ?? ''

/**
 * Runs the operation that the page begins with, once: as soon as the editors are there and somebody is signed in. What has
 * been typed in the meantime is not run.
 */
export function FirstRun({ query, isAllowed }: { readonly query: string; readonly isAllowed: boolean }) {
  const { run } = useGraphiQLActions()
  const queryEditor = useGraphiQL((state) => state.queryEditor)
  const variableEditor = useGraphiQL((state) => state.variableEditor)
  const responseEditor = useGraphiQL((state) => state.responseEditor)
  const hasRun = useRef(false)
  const isReady = queryEditor !== undefined && variableEditor !== undefined && responseEditor !== undefined
  useEffect(() => {
    if (hasRun.current || !isReady || !isAllowed) return
    hasRun.current = true
    if (queryEditor.getValue() === query) void run()
  }, [isReady, isAllowed, query, queryEditor, run])
  return null
}
