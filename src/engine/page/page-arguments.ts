import type { ActiveCallOrder } from '../../../schema/enums.js'
import { type Boundary, type CursorScope, decodeCursor } from '../../plan/cursor.js'
import { CursorError, type CursorSeal } from '../../plan/cursor-seal.js'
import type { Side } from '../../plan/locate.js'
import { badInput } from '../source/bad-input.js'

/** The requested page. */
export interface PageRequest {
  readonly side: Side
  readonly size: number
  /** How many rows of each source are read at once, at most; absent: as many as the page has. */
  readonly rowsAtOnce?: number
  readonly cursor: { readonly argument: 'after' | 'before'; readonly text: string } | null
}

type PageArguments = Pick<ListArguments, 'first' | 'after' | 'last' | 'before'>

/**
 * Reads `first`/`after` or `last`/`before`.
 * @throws GraphQLError BAD_USER_INPUT naming the argument.
 */
export function toPageRequest(
  args: PageArguments,
  limits: { readonly defaultPageSize: number; readonly maxPageSize: number },
): PageRequest {
  const given = <T>(value: T | null | undefined): value is T => value !== null && value !== undefined
  const { first, after, last, before } = args
  if (given(first) && given(last)) throw badInput('last', 'give either first or last, not both')
  if (given(after) && given(before)) throw badInput('before', 'give either after or before, not both')
  const backward = given(last) || given(before)
  if (backward && given(first)) throw badInput('before', 'goes with last; first goes with after')
  if (backward && given(after)) throw badInput('after', 'goes with first; last goes with before')
  const name = backward ? 'last' : 'first'
  const size = (backward ? last : first) ?? Math.min(limits.defaultPageSize, limits.maxPageSize)
  if (size < 0) throw badInput(name, `must not be negative, got ${size}`)
  if (size > limits.maxPageSize)
    throw badInput(
      name,
      `must be at most ${limits.maxPageSize}, got ${size}; take further pages with ${backward ? 'before' : 'after'}`,
    )
  const text = backward ? before : after
  const argument = backward ? 'before' : 'after'
  return { side: argument, size, cursor: given(text) ? { argument, text } : null }
}

/**
 * Reads the cursor of a page request.
 * @throws GraphQLError BAD_USER_INPUT naming the argument and what is wrong with the cursor.
 */
export function readBoundary(page: PageRequest, scope: CursorScope, seal: CursorSeal): Boundary | null {
  if (page.cursor === null) return null
  try {
    return decodeCursor(page.cursor.text, scope, seal)
  } catch (error) {
    if (error instanceof CursorError) throw badInput(page.cursor.argument, `the cursor ${error.message}`)
    throw error
  }
}

/** The arguments that every list takes. */
export interface ListArguments {
  readonly filter?: object | null | undefined
  readonly sources?: readonly string[] | null
  readonly first?: number | null
  readonly after?: string | null
  readonly last?: number | null
  readonly before?: string | null
  readonly requireAllSources?: boolean | null
  readonly orderBy?: ActiveCallOrder | null
}
