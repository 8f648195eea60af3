// Lists that belong to a record. One operation has each of them once, however many records lead to it.

import type { GraphQLResolveInfo } from 'graphql'
import type { ListName } from '../../adapters/contract.js'
import type { ConnectionPage } from '../engine/connection.js'
import type { OwnedList, PreparedLists } from '../engine/lists-for-many.js'
import { type ListArguments, listRecords, type Selection } from '../engine/list.js'
import type { GraphContext } from './context.js'
import { selectionOfConnection } from './selection.js'

/** What a link reads, where it is not the list itself. */
type Prepare = (selection: Selection) => Promise<PreparedLists>

/** Answers a list that others of the operation may lead to as well. */
export function linkedList(
  { engine, asking, linkedLists }: GraphContext,
  list: ListName,
  of: ListArguments,
  info: GraphQLResolveInfo,
  prepare?: Prepare,
): Promise<ConnectionPage> {
  const selection = selectionOfConnection(info)
  const key = `${JSON.stringify([list, of])} ${keyOf(selection)}`
  const known = linkedLists.get(key)
  if (known !== undefined) return known
  const read = async () => listRecords(engine, list, of, selection, asking, await prepare?.(selection))
  const page = read()
  linkedLists.set(key, page)
  return page
}

/** Found once for a selection: a hundred records of a page lead to lists of the same one. */
const keys = new WeakMap<Selection, string>()
function keyOf(selection: Selection): string {
  const key = keys.get(selection) ?? JSON.stringify({ ...selection, fields: [...selection.fields].sort() })
  keys.set(selection, key)
  return key
}

/** Reads lists that many of the operation's records have of their own in one, at the sources where that is cheaper. */
export const preparedFor =
  ({ listsForMany }: GraphContext, sources: readonly string[], wanted: Omit<OwnedList, 'source' | 'fields'>): Prepare =>
  async ({ fields }) => {
    const read = sources.map(async (source) => [source, (await listsForMany.load({ ...wanted, source, fields })).list] as const)
    return new Map((await Promise.all(read)).flatMap(([source, list]) => (list === null ? [] : [[source, list]])))
  }
