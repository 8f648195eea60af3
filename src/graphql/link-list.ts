// Lists that belong to a record. One operation has each of them once, however many records lead to it.

import type { GraphQLResolveInfo } from 'graphql'
import type { ListName } from '../../adapters/contract.js'
import type { ConnectionPage } from '../engine/connection.js'
import type { OwnedList, PreparedLists } from '../engine/lists-for-many.js'
import { listRecords, type Selection } from '../engine/list.js'
import type { GraphContext } from './context.js'
import type { ListArgs } from './list-arguments.js'
import { type Owner, ownedList } from './owned-list.js'
import { selectionOfConnection } from './selection.js'

/** What a link reads, where it is not the list itself. */
type Prepare = (selection: Selection) => Promise<PreparedLists>

/** A list as it hangs on a record. */
interface LinkedList {
  readonly owner: Owner
  readonly args: ListArgs
  readonly filter?: object | null | undefined
}

/**
 * Answers a list that others of the operation may lead to as well.
 * @throws GraphQLError BAD_USER_INPUT naming the argument that contradicts the owner.
 */
export function linkedList(
  { engine, asking, linkedLists }: GraphContext,
  list: ListName,
  { owner, args, filter }: LinkedList,
  info: GraphQLResolveInfo,
  prepare?: Prepare,
): ConnectionPage | Promise<ConnectionPage> {
  const selection = selectionOfConnection(info)
  const key = `${list} ${keyOf(selection)} ${textOf(args)} ${textOf(filter ?? NOTHING)} ${JSON.stringify(owner)}`
  const known = linkedLists.get(key)
  if (known !== undefined) return known
  const of = ownedList(owner, args, filter)
  const read = (prepared?: PreparedLists) => listRecords(engine, list, of, selection, asking, prepared)
  const page = prepare === undefined ? read() : prepare(selection).then(read)
  linkedLists.set(key, page)
  return page
}

const NOTHING = {}

/** Found once for a selection: a hundred records of a page lead to lists of the same one. */
const keys = new WeakMap<Selection, string>()
function keyOf(selection: Selection): string {
  const key = keys.get(selection) ?? JSON.stringify({ ...selection, fields: [...selection.fields].sort() })
  keys.set(selection, key)
  return key
}

/** The same of their arguments. */
const texts = new WeakMap<object, string>()
function textOf(given: object): string {
  const text = texts.get(given) ?? JSON.stringify(given)
  texts.set(given, text)
  return text
}

/** Reads lists that many of the operation's records have of their own in one, at the sources where that is cheaper. */
export const preparedFor =
  ({ listsForMany }: GraphContext, sources: readonly string[], wanted: Omit<OwnedList, 'source' | 'fields'>): Prepare =>
  async ({ fields }) => {
    const read = sources.map(async (source) => [source, (await listsForMany.load({ ...wanted, source, fields })).list] as const)
    return new Map((await Promise.all(read)).flatMap(([source, list]) => (list === null ? [] : [[source, list]])))
  }
