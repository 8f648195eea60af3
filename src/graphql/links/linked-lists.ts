import type { ListName } from '../../../adapters/contract.js'
import type { Selection } from '../../engine/lists/list-engine.js'
import type { ConnectionPage } from '../../engine/page/connection-page.js'
import type { ListArgs } from './list-arguments.js'
import type { Owner } from './owned-list.js'

/** A list as it hangs on a record. */
export interface LinkedList {
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
