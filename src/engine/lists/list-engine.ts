import type { Sources } from '../source/sources.js'
import type { ListCache } from './list-cache.js'

/** What the client selected, as far as it changes what is asked of the vendors. */
export interface Selection {
  /** Fields of the records, with parts by dotted path (`ratePlan.name`). */
  readonly fields: ReadonlySet<string>
  /** Whether anything of the rows or the page's place was selected at all. */
  readonly rows: boolean
  readonly hasNextPage: boolean
}

/** What a server needs to answer lists; made once. */
export interface ListEngine {
  readonly sources: Sources
  readonly listCache: ListCache
  readonly limits: { readonly defaultPageSize: number; readonly maxPageSize: number }
  /** Fields that this server does not grant, as `list.field`: nothing is asked of a vendor for their sake. */
  readonly withheld: ReadonlySet<string>
}
