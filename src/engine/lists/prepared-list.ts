import type { SeenSnapshot } from '../rows/snapshot.js'
import type { OwnerCondition } from './owner-index.js'

/** What was read for many, to be taken instead of asking. */
export interface PreparedList {
  /** By what its records were picked: they need not be looked at for that again. */
  readonly by: OwnerCondition
  /** Throws what the reading failed with. */
  read(): SeenSnapshot
}
/** The same, by the name of the source; what is not there is asked for. */
export type PreparedLists = ReadonlyMap<string, PreparedList>
