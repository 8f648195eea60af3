import type { CursorSeal } from '../../plan/cursor-seal.js'
import type { Sources } from '../source/sources.js'
import type { ListCache } from './list-cache.js'

/** What the client selected, as far as it changes the requests to vendors. */
export interface Selection {
  /** Fields of the records, with parts by dotted path (`ratePlan.name`). */
  readonly fields: ReadonlySet<string>
  /** Whether rows, or anything about the page's position, are selected. */
  readonly rows: boolean
  readonly hasNextPage: boolean
}

/** What a server needs to answer lists; made once. */
export interface ListEngine {
  readonly cursorSeal: CursorSeal
  readonly sources: Sources
  readonly listCache: ListCache
  readonly limits: { readonly defaultPageSize: number; readonly maxPageSize: number }
}
