import 'graphiql/setup-workers/vite'
import { explorerPlugin } from '@graphiql/plugin-explorer'
import { GraphiQL, HISTORY_PLUGIN } from 'graphiql'
import { createRoot } from 'react-dom/client'
import 'graphiql/style.css'
import '@graphiql/plugin-explorer/style.css'
import './page.css'
import { fetchResult } from './fetcher.js'
import { fetchOperations, type Tab, toTab } from './operations.js'
import { pageStorage } from './storage.js'

const explorer = explorerPlugin({ showAttribution: false })
const plugins = [HISTORY_PLUGIN, explorer]

function Page({ tabs }: { readonly tabs: readonly Tab[] }) {
  // GraphiQL opens the first default tab without its variables unless they are passed again.
  const firstVariables = pageStorage.length === 0 ? tabs[0]?.variables : undefined
  return (
    <GraphiQL
      fetcher={fetchResult}
      storage={pageStorage}
      plugins={plugins}
      visiblePlugin={explorer}
      {...(tabs.length > 0 && { defaultTabs: [...tabs] })}
      {...(firstVariables && { initialVariables: firstVariables })}
      {...(tabs.some(({ variables }) => variables !== null) && { defaultEditorToolsVisibility: true })}
    >
      <GraphiQL.Logo>Trunkline</GraphiQL.Logo>
    </GraphiQL>
  )
}

const root = document.getElementById('explorer')
if (root === null) throw new Error('the page has no place for the explorer')
createRoot(root).render(<Page tabs={(await fetchOperations()).map(toTab)} />)
