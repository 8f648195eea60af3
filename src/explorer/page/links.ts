import type { Tab } from '../operations.js'

// An operation in the address of the page: /graphql?query=…&variables=…, as GraphQL over HTTP names them. Headers are not
// in it, because an address is stored and logged.

/** Longer addresses are refused by servers and proxies on the way. */
export const MAX_LINK_LENGTH = 8000

/** The operation of an address; null: it has none. Variables that are no JSON are left out, and the query is still there. */
export function readLink(search: string): Tab | null {
  const parameters = new URLSearchParams(search)
  const query = parameters.get('query')
  if (query === null || query.trim() === '') return null
  return { query, variables: formatVariables(parameters.get('variables')) }
}

/**
 * The address of this page with an operation.
 * @param href of the page; its own query is replaced.
 * @returns null: it would be longer than servers accept.
 */
export function writeLink(href: string, { query, variables }: Tab): string | null {
  const url = new URL(href)
  url.hash = ''
  url.search = new URLSearchParams({
    query,
    ...(variables === null || variables.trim() === '' ? {} : { variables: compact(variables) }),
  }).toString()
  return url.href.length > MAX_LINK_LENGTH ? null : url.href
}

function formatVariables(text: string | null): string | null {
  if (text === null) return null
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? JSON.stringify(value, null, 2) : null
  } catch {
    return null
  }
}

/** Without white space. The editor accepts comments, which JSON does not have: such a text stays as it is. */
function compact(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text))
  } catch {
    return text
  }
}
