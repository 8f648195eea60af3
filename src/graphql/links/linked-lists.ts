import type { ListName } from '../../../adapters/contract.js'
import type { Selection } from '../../engine/lists/list-engine.js'
import type { ConnectionPage } from '../../engine/page/connection-page.js'
import type { ListArgs } from './list-arguments.js'
import type { Owner } from './owned-list.js'

/** A list that a record links to. */
export interface LinkedList {
  readonly owner: Owner
  readonly args: ListArgs
  readonly filter?: object | null | undefined
}

/** Lists of one kind, by the native id or number of their owner. */
type OfOneKind = Map<string, ConnectionPage | Promise<ConnectionPage>>

/** A kind, with the query for which it was created. */
interface Known {
  readonly list: ListName
  readonly of: LinkedList
  readonly selection: Selection
  readonly kind: OfOneKind
}
/** Bounded because a filter that differs from record to record never matches again. */
const MOST_ALIKE = 8

/** The lists that the records of one operation link to. */
export class LinkedLists {
  readonly #kinds = new Map<string, OfOneKind>()
  /** By identity: the records of a page share one object of arguments. A few entries each, for different sources. */
  readonly #byArguments = new Map<ListArgs, Known[]>()

  /** Finds the kind of a list. Lists with the same arguments, filter, selection and source are of one kind, whatever the field. */
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
