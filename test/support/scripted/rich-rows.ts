// One fully populated row per list of every vendor, made of the list of documents: each member has a different value.

import type { DocumentedName, FieldReach } from '../documents/entry.js'
import type { SentRow } from './answers.js'

/** An entry that is a field of a vendor's list. */
export type DocumentedField = DocumentedName & { readonly reach: FieldReach }
export const isField = (entry: DocumentedName): entry is DocumentedField => entry.reach.by === 'field'

/** Operations whose rows are one row on the wire. */
const MORE_OF: Readonly<Record<string, readonly string[]>> = {
  active_calls_get: ['active_calls_get of an inbound call'],
}

/**
 * The row of an operation.
 * @param proven of all flags, the one that is yes; null: all of them are no.
 */
export function richRow(
  documents: readonly DocumentedName[],
  of: Pick<DocumentedName, 'vendor' | 'operation'>,
  proven: DocumentedName | null = null,
): SentRow {
  const operations = [of.operation, ...(MORE_OF[of.operation] ?? [])]
  const entries = documents
    .filter(isField)
    .filter(({ vendor, operation }) => vendor === of.vendor && operations.includes(operation))
  const sent = entries.flatMap(({ name, reach }): [string, unknown][] => {
    if (reach.sent === undefined) return []
    const isOther = reach.opposite !== undefined && name !== proven?.name
    return [[name, isOther ? reach.opposite : reach.sent]]
  })
  return Object.fromEntries(sent)
}
