import type { SeenSnapshot } from '../rows/snapshot.js'
import type { OwnerCondition } from './owner-index.js'

/** A list that was read in bulk, to be used instead of a request. */
export interface PreparedList {
  /** The condition by which its rows were picked; it is not checked again. */
  readonly by: OwnerCondition
  /** @throws the failure of the reading. */
  read(): SeenSnapshot
}
/** Prepared lists by the name of the source; a list of any other source is requested. */
export type PreparedLists = ReadonlyMap<string, PreparedList>
