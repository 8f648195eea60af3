import editorWorker from 'monaco-editor/esm/vs/editor/editor.worker.js?worker-module'
import jsonWorker from 'monaco-editor/esm/vs/language/json/json.worker.js?worker-module'
import graphqlWorker from 'monaco-graphql/esm/graphql.worker.js?worker-module'

// The web workers of the editor: what GraphiQL's `setup-workers/vite` does, with workers that share the files of the page.

const workers: Readonly<Record<string, string>> = { json: jsonWorker, graphql: graphqlWorker }

Object.assign(globalThis, {
  MonacoEnvironment: {
    /** @param label The language of the worker; other labels are for what the editor does for every language. */
    getWorker: (_id: string, label: string) =>
      new Worker(workers[label] ?? editorWorker, { type: 'module', name: label }),
  },
})
