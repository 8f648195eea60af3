import './workers.js'
import { explorerPlugin } from '@graphiql/plugin-explorer'
import type { GraphiQLPlugin } from '@graphiql/react'
import { GraphiQL, HISTORY_PLUGIN } from 'graphiql'
import { createRoot } from 'react-dom/client'
import 'graphiql/style.css'
import '@graphiql/plugin-explorer/style.css'
import './page.css'
import './result/result.css'
import { createFetcher, type Headers } from './fetcher.js'
import { fetchOperations, type ReadyOperation, type Tab, toTab } from './operations.js'
import { Accessible } from './page/accessible.js'
import { CopyLink } from './page/copy-link.js'
import { ExamplesButton, examplesPlugin, FirstRun } from './page/examples.js'
import { readLink } from './page/links.js'
import { Themes } from './page/themes.js'
import { ResultViews } from './result/result-views.js'
import { fetchWays, type SignInWays } from './sign-in.js'
import { SessionWatch, SignInBar, useSession } from './sign-in-bar.js'
import { headersStorage, pageStorage } from './storage.js'

const readHeaders = (): Headers => parseHeaders(headersStorage.get())
const watch = new SessionWatch(readHeaders)
const fetcher = createFetcher({ url: location.pathname, readHeaders, onAnswered: watch.onAnswered })

/** The operation that the page begins with; null: the tabs of an earlier visit are there. */
interface Start {
  readonly tab: Tab
  /** Whether it is run: an operation of an address is not, because somebody else has chosen it. */
  readonly isRun: boolean
}

function chooseStart([first]: readonly ReadyOperation[]): Start | null {
  const linked = readLink(location.search)
  if (linked !== null) return { tab: linked, isRun: false }
  return first !== undefined && pageStorage.length === 0 ? { tab: toTab(first), isRun: true } : null
}

/** Where GraphiQL stores the variables of the tab that is shown. */
const STORED_VARIABLES = 'graphiql:variables'

interface PageProps {
  readonly ways: SignInWays
  readonly start: Start | null
  readonly plugins: GraphiQLPlugin[]
}

function Page({ ways, start, plugins }: PageProps) {
  const session = useSession(watch)
  const isSignedIn = !ways.isRequired || (session !== null && !('refusal' in session))
  // Without text of its own, GraphiQL would put the variables of the last tab of an earlier visit beside the operation.
  const variables = start === null ? null : (start.tab.variables ?? '')
  return (
    <>
      {ways.isRequired && <SignInBar ways={ways} session={session} onLogOut={watch.start} />}
      <GraphiQL
        fetcher={fetcher}
        storage={pageStorage}
        plugins={plugins}
        schemaDescription
        initialHeaders={headersStorage.get()}
        onEditHeaders={headersStorage.set}
        showPersistHeadersSettings={false}
        {...(start !== null && { defaultTabs: [start.tab], initialQuery: start.tab.query })}
        {...(variables !== null && { initialVariables: variables })}
        defaultEditorToolsVisibility={(variables ?? pageStorage.getItem(STORED_VARIABLES) ?? '') !== ''}
      >
        <GraphiQL.Logo>
          <ExamplesButton />
          <h1>Trunkline</h1>
        </GraphiQL.Logo>
        <GraphiQL.Toolbar>
          {({ prettify, copy, merge }) => (
            <>
              {prettify}
              {merge}
              {copy}
              <CopyLink />
            </>
          )}
        </GraphiQL.Toolbar>
        <Themes />
        <Accessible />
        <ResultViews />
        {start?.isRun && <FirstRun query={start.tab.query} isAllowed={isSignedIn} />}
      </GraphiQL>
    </>
  )
}

/** What is not whole yet counts as nothing. */
function parseHeaders(text: string): Headers {
  try {
    const parsed: Headers = JSON.parse(text)
    return parsed
  } catch {
    return {}
  }
}

const root = document.getElementById('explorer')
if (root === null) throw new Error('the page has no place for the explorer')
const [operations, ways] = await Promise.all([fetchOperations(), fetchWays()])
const plugins = [examplesPlugin(operations), explorerPlugin({ showAttribution: false }), HISTORY_PLUGIN]
createRoot(root).render(<Page ways={ways} start={chooseStart(operations)} plugins={plugins} />)
