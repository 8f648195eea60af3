import type { ListName } from '../../../adapters/contract.js'
import type { SeenRow } from '../../access/rows/row-view.js'
import type { Entry } from '../../plan/locate.js'
import type { SeenSnapshot } from '../rows/snapshot.js'
import type { RecordView } from '../source/records.js'
import type { Source } from '../source/source.js'

/** The conditions that name the owner of a record. */
export type OwnerCondition = 'customerId' | 'number'

/** The rows of a whole list, by owner. */
type Groups = ReadonlyMap<unknown, readonly Entry<SeenRow>[]>

/** Whole lists divided by owner. What many requests with the same rights share is divided once. */
export class OwnerIndex {
  readonly #known = new WeakMap<SeenSnapshot, Map<OwnerCondition, Groups>>()

  /** @param snapshot of this list at this source. */
  of(snapshot: SeenSnapshot, source: Pick<Source, 'records'>, list: ListName, by: OwnerCondition): Groups {
    const known = this.#known.get(snapshot) ?? new Map<OwnerCondition, Groups>()
    const groups = known.get(by) ?? divide(snapshot, source, list, by)
    this.#known.set(snapshot, known.set(by, groups))
    return groups
  }
}

function divide(
  { entries, fetchedAtMs }: SeenSnapshot,
  source: Pick<Source, 'records'>,
  list: ListName,
  by: OwnerCondition,
): Groups {
  const make = source.records[list]
  const groups = new Map<unknown, Entry<SeenRow>[]>()
  for (const entry of entries) {
    const record = make?.(entry.row, fetchedAtMs)
    for (const key of record === undefined ? [] : KEYS[by](record)) {
      const group = groups.get(key)
      if (group === undefined) groups.set(key, [entry])
      // Both ends of a call may be the same number.
      else if (group.at(-1) !== entry) group.push(entry)
    }
  }
  return groups
}

const partOf = (record: RecordView, name: string, part: string): unknown => {
  const value: unknown = Reflect.get(record, name)
  return typeof value === 'object' && value !== null ? Reflect.get(value, part) : null
}

/** The owners of a record. */
const KEYS: Readonly<Record<OwnerCondition, (record: RecordView) => readonly unknown[]>> = {
  customerId: (record) => [partOf(record, 'customer', 'nativeId')],
  number: (record) => [partOf(record, 'caller', 'e164'), partOf(record, 'callee', 'e164')],
}
