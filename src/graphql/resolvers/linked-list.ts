import type { GraphQLResolveInfo } from 'graphql'
import type { ListName } from '../../../adapters/contract.js'
import type { Selection } from '../../engine/lists/list-engine.js'
import type { PreparedLists } from '../../engine/lists/prepared-list.js'
import type { OwnedList } from '../../engine/lookup/owned-lists.js'
import type { ConnectionPage } from '../../engine/page/connection-page.js'
import { listRecords } from '../../engine/page/list-records.js'
import type { CallContext } from '../../engine/source/call-context.js'
import type { GraphContext } from '../context.js'
import type { LinkedList } from '../links/linked-lists.js'
import { ownedList } from '../links/owned-list.js'
import { selectionOfConnection } from '../links/selection.js'

// Lists that belong to a record. Each is read once per operation, however many records link to it.

/** Reads a list for many records at once, before the page of one of them is built. */
type Prepare = (selection: Selection) => Promise<PreparedLists>

/**
 * Returns a list that other records of the operation may link to as well.
 * @throws GraphQLError BAD_USER_INPUT naming the argument that contradicts the owner.
 */
export function linkedList(
  { engine, callContext, linkedLists }: GraphContext,
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
  const read = (prepared?: PreparedLists) => listRecords(engine, list, of, selection, callContext, prepared)
  const page =
    prepare === undefined ? read() : prepare(selection).then((prepared) => inSlice(callContext, () => read(prepared)))
  kind.set(owner.key, page)
  return page
}

/** Thousands of lists may be prepared in one turn of the event loop. */
const inSlice = <Result>({ slices }: CallContext, work: () => Result | Promise<Result>): Result | Promise<Result> =>
  slices?.isOver() === true ? slices.next().then(work) : work()

/** Reads the lists of many records of the operation together, where that is cheaper. */
const preparedFor =
  ({ ownedLists }: GraphContext, wanted: Omit<OwnedList, 'fields'>): Prepare =>
  async ({ fields }) => {
    const { list } = await ownedLists.load({ ...wanted, fields })
    return list === null ? NONE : new Map([[wanted.source, list]])
  }
const NONE: PreparedLists = new Map()

/** Like `linkedList`, of one source: the lists of all owners in the operation are read together where that is cheaper. */
export function listTogether(
  context: GraphContext,
  list: OwnedList['list'],
  linked: LinkedList & { readonly owner: Pick<OwnedList, 'source' | 'by'> },
  info: GraphQLResolveInfo,
): ConnectionPage | Promise<ConnectionPage> {
  const { owner, filter } = linked
  return linkedList(context, list, linked, info, preparedFor(context, { ...owner, list, filter }))
}

/** The same for lists that span several sources. */
export const preparedFromEach =
  (context: GraphContext, sources: readonly string[], wanted: Omit<OwnedList, 'source' | 'fields'>): Prepare =>
  async (selection) => {
    const prepared = await Promise.all(sources.map((source) => preparedFor(context, { ...wanted, source })(selection)))
    return new Map(prepared.flatMap((lists) => [...lists]))
  }
