import 'graphiql/setup-workers/vite'
import { explorerPlugin } from '@graphiql/plugin-explorer'
import { GraphiQL, HISTORY_PLUGIN } from 'graphiql'
import { createRoot } from 'react-dom/client'
import 'graphiql/style.css'
import '@graphiql/plugin-explorer/style.css'
import './page.css'
import { createFetcher, type Headers } from './fetcher.js'
import { fetchOperations, type Tab, toTab } from './operations.js'
import { fetchWays, type SignInWays } from './sign-in.js'
import { SessionWatch, SignInBar, useSession } from './sign-in-bar.js'
import { headersStorage, pageStorage } from './storage.js'

const explorer = explorerPlugin({ showAttribution: false })
const plugins = [HISTORY_PLUGIN, explorer]

const readHeaders = (): Headers => parseHeaders(headersStorage.get())
const watch = new SessionWatch(readHeaders)
const fetcher = createFetcher(readHeaders, watch.onAnswered)

interface PageProps {
  readonly tabs: readonly Tab[]
  readonly ways: SignInWays
}

function Page({ tabs, ways }: PageProps) {
  const session = useSession(watch)
  // GraphiQL opens the first default tab without its variables unless they are passed again.
  const firstVariables = pageStorage.length === 0 ? tabs[0]?.variables : undefined
  const hasVariables = tabs.some(({ variables }) => variables !== null)
  return (
    <>
      {ways.isRequired && <SignInBar ways={ways} session={session} onLogOut={watch.start} />}
      <GraphiQL
        fetcher={fetcher}
        storage={pageStorage}
        plugins={plugins}
        visiblePlugin={explorer}
        initialHeaders={headersStorage.get()}
        onEditHeaders={headersStorage.set}
        showPersistHeadersSettings={false}
        {...(tabs.length > 0 && { defaultTabs: [...tabs] })}
        {...(firstVariables && { initialVariables: firstVariables })}
        {...(hasVariables && { defaultEditorToolsVisibility: true })}
      >
        <GraphiQL.Logo>Trunkline</GraphiQL.Logo>
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
createRoot(root).render(<Page tabs={operations.map(toTab)} ways={ways} />)
