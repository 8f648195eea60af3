import type { Parameters } from '../contract.js'
import { protocolFault } from '../wire/faults.js'

// The address of the next page: next_page_uri. Only its Page and PageToken are used, and the request is made again with
// them, for two reasons. An address that an answer names is never followed, so no answer can send the gateway and its
// credentials elsewhere. And in some of these addresses the plus sign of a number is not encoded, so that the next page
// has no rows.

const LONGEST = 2000
const LIST = /\/Calls(?:\.json)?$/

/**
 * Reads next_page_uri.
 * @returns a token for `writeToken`; null on the last page.
 * @throws VendorFault PROTOCOL for an address of another server or of another list, and for one without a PageToken.
 */
export function readNextPage(uri: unknown): string | null {
  // Some clouds write the text null.
  if (uri === undefined || uri === null || uri === '' || uri === 'null') return null
  if (typeof uri !== 'string' || uri.length > LONGEST || !uri.startsWith('/') || /^\/[/\\]/.test(uri))
    throw protocolFault('next_page_uri to be a path of the same server', 'something else')
  const [path = '', query = ''] = uri.split('?')
  if (!LIST.test(path)) throw protocolFault('next_page_uri to be the path of the list of calls', 'another path')
  const token = parameterOf(query, 'PageToken')
  if (token === null) throw protocolFault('next_page_uri to have a PageToken', 'one without')
  return `${parameterOf(query, 'Page') ?? ''} ${token}`
}

/** A plus sign stands for itself: tokens have no spaces. */
function parameterOf(query: string, name: string): string | null {
  const found = query.split('&').find((pair) => pair.startsWith(`${name}=`))
  if (found === undefined || found.length === name.length + 1) return null
  try {
    return decodeURIComponent(found.slice(name.length + 1))
  } catch {
    throw protocolFault(`next_page_uri to have a ${name}`, 'one that is not encoded')
  }
}

/** The parameters of the page that a token of `readNextPage` names. */
export function writeToken(token: string): Parameters {
  const space = token.indexOf(' ')
  const page = token.slice(0, space)
  return [...(page === '' ? [] : [['Page', page] as const]), ['PageToken', token.slice(space + 1)]]
}
