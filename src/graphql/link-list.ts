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

/** Lists of one kind, by the native id, or the number, of what they belong to. */
type OfOneKind = Map<string, ConnectionPage | Promise<ConnectionPage>>

/** A kind that is known by what was asked when it was met. */
interface Known {
  readonly list: ListName
  readonly of: LinkedList
  readonly selection: Selection
  readonly kind: OfOneKind
}
/** A filter that each record has of its own is never the same again. */
const MOST_ALIKE = 8

/** The lists that an operation's records lead to. */
export class LinkedLists {
  readonly #kinds = new Map<string, OfOneKind>()
  /** One after another, the records of a page ask for the same, with the same arguments; at a few sources. */
  readonly #byArguments = new Map<ListArgs, Known[]>()

  /** Of one kind are those of which the same is asked, whatever field asks it, at the same source. */
  ofKind(list: ListName, of: LinkedList, selection: Selection): OfOneKind {
    const { owner, args, filter } = of
    const known = this.#byArguments.get(args) ?? []
    const like = known.find((each) => each.list === list && each.selection === selection && isLike(each.of, of))
    if (like !== undefined) return like.kind
    const fields = [...selection.fields].sort()
    const key = JSON.stringify([list, { ...selection, fields }, owner.source, owner.by, args, filter ?? {}])
    const kind: OfOneKind = this.#kinds.get(key) ?? new Map()
    this.#kinds.set(key, kind)
    this.#byArguments.set(args, [{ list, of, selection, kind }, ...known].slice(0, MOST_ALIKE))
    return kind
  }
}

const isLike = (a: LinkedList, b: LinkedList): boolean =>
  a.filter === b.filter && a.owner.source === b.owner.source && a.owner.by === b.owner.by

/**
 * Answers a list that others of the operation may lead to as well.
 * @throws GraphQLError BAD_USER_INPUT naming the argument that contradicts the owner.
 */
export function linkedList(
  { engine, asking, linkedLists }: GraphContext,
  list: ListName,
  linked: LinkedList,
  info: GraphQLResolveInfo,
  prepare?: Prepare,
): ConnectionPage | Promise<ConnectionPage> {
  const selection = selectionOfConnection(info)
  const kind = linkedLists.ofKind(list, linked, selection)
  const { owner, args, filter } = linked
  const known = kind.get(owner.key)
  if (known !== undefined) return known
  const of = ownedList(owner, args, filter)
  const read = (prepared?: PreparedLists) => listRecords(engine, list, of, selection, asking, prepared)
  const page = prepare === undefined ? read() : prepare(selection).then(read)
  kind.set(owner.key, page)
  return page
}

/** Reads lists that many of the operation's records have of their own in one, where that is cheaper. */
export const preparedFor =
  ({ listsForMany }: GraphContext, wanted: Omit<OwnedList, 'fields'>): Prepare =>
  async ({ fields }) => {
    const { list } = await listsForMany.load({ ...wanted, fields })
    return list === null ? NONE : new Map([[wanted.source, list]])
  }
const NONE: PreparedLists = new Map()

/** The same of lists that several sources may have a part in. */
export const preparedFromEach =
  (context: GraphContext, sources: readonly string[], wanted: Omit<OwnedList, 'source' | 'fields'>): Prepare =>
  async (selection) => {
    const prepared = await Promise.all(sources.map((source) => preparedFor(context, { ...wanted, source })(selection)))
    return new Map(prepared.flatMap((lists) => [...lists]))
  }
