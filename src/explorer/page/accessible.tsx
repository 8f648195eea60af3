import { isMacOs, type MonacoEditor, useGraphiQL } from '@graphiql/react'
import { useEffect } from 'react'

// What GraphiQL lacks for people who use a keyboard or a screen reader.

const TOGGLE = isMacOs ? 'Ctrl+Shift+M' : 'Ctrl+M'

/** Lets Tab leave the editors, names them, and repairs the roles and labels of GraphiQL's parts. */
export function Accessible() {
  const queryEditor = useGraphiQL((state) => state.queryEditor)
  const variableEditor = useGraphiQL((state) => state.variableEditor)
  const headerEditor = useGraphiQL((state) => state.headerEditor)
  const responseEditor = useGraphiQL((state) => state.responseEditor)
  useEffect(() => nameEditor(queryEditor, 'Operation'), [queryEditor])
  useEffect(() => nameEditor(variableEditor, 'Variables'), [variableEditor])
  useEffect(() => nameEditor(headerEditor, 'Headers'), [headerEditor])
  useEffect(() => nameEditor(responseEditor, 'Answer'), [responseEditor])
  useEffect(() => {
    if (queryEditor !== undefined) void letTabLeave()
  }, [queryEditor])
  useEffect(() => repairWhenChanged('.graphiql-session-header', repairTabs), [])
  useEffect(() => repairWhenChanged('.graphiql-plugin', repairLabels), [])
  return null
}

/** The editors are made from a module that is loaded later, and so is this part of it. */
async function letTabLeave(): Promise<void> {
  const { TabFocus } = await import('monaco-editor/esm/vs/editor/browser/config/tabFocus.js')
  TabFocus.setTabFocusMode(true)
}

function nameEditor(editor: MonacoEditor | undefined, name: string): void {
  if (editor === undefined) return
  const container = editor.getContainerDomNode()
  // GraphiQL focuses the container first, and the text in it by Enter.
  container.setAttribute('role', 'group')
  container.setAttribute('aria-label', `${name}: press Enter to go into the text`)
  // The status above the answer is announced instead of all of its text.
  container.removeAttribute('aria-live')
  editor.updateOptions({ ariaLabel: `${name}. Tab leaves the editor; ${TOGGLE} makes Tab indent.` })
}

/** Calls `repair` now and after each change of the parts of an element. Its own changes lead to no further ones. */
function repairWhenChanged(selector: string, repair: (root: Element) => void): (() => void) | undefined {
  const root = document.querySelector(selector)
  if (root === null) return undefined
  repair(root)
  const observer = new MutationObserver(() => repair(root))
  observer.observe(root, { childList: true, subtree: true, attributeFilter: ['aria-selected', 'role'] })
  return () => observer.disconnect()
}

const set = (element: Element, name: string, value: string): void => {
  if (element.getAttribute(name) !== value) element.setAttribute(name, value)
}

/** GraphiQL marks a list item as the tab, with buttons in it, which no screen reader can reach: here it is a list of buttons. */
function repairTabs(header: Element): void {
  for (const list of header.querySelectorAll('[role=tablist]')) set(list, 'role', 'list')
  for (const item of header.querySelectorAll('li[role=tab]')) set(item, 'role', 'listitem')
  for (const item of header.querySelectorAll('li')) {
    const isCurrent = item.classList.contains('graphiql-tab-active')
    item.removeAttribute('aria-selected')
    const button = item.querySelector('.graphiql-tab-button')
    if (button !== null) set(button, 'aria-current', String(isCurrent))
  }
}

/** The list of fields has inputs and menus without a name: they get that of the argument or part that they belong to. */
function repairLabels(pane: Element): void {
  for (const input of pane.querySelectorAll('.graphiql-explorer-root :is(input, select):not([aria-label])')) {
    const named = input.closest('[data-arg-name]')?.getAttribute('data-arg-name')
    const words =
      input.getAttribute('placeholder') ?? (input.closest('form') === null ? null : 'Kind of operation to add')
    set(input, 'aria-label', named ?? words ?? 'Value')
  }
}
