import type { GraphQLResolveInfo } from 'graphql'
import type { FieldPlan, ValuePlan } from './plan.js'
import { setEntry } from './values.js'

// Pending parts of a result. They are counted, not awaited: a promise for each level of each record would cost a page
// with links more than its rows do.

type Path = GraphQLResolveInfo['path']

/** Receives a value that is completed later. */
export interface Holder {
  put(key: string | number, value: unknown): void
  /** A part failed, and is not nullable. */
  breaks(error: unknown): void
}

/** The position of a value in the result. */
export interface Place {
  readonly field: FieldPlan
  readonly path: Path
  /** Whether null is not allowed here. */
  readonly nonNull: boolean
}

/** Handles errors. */
export interface Recovery {
  /** Records the error of a value and returns null. @throws where null is not allowed. */
  recover(raw: unknown, place: Place): null
}

/** A value that is completed later. Its holder is called once. */
export class Pending {
  #holder: Holder | null = null
  #place: Place | null = null

  constructor(private readonly recovery: Recovery) {}

  /** Must be called before the value can be settled. */
  attach(holder: Holder, place: Place | null): void {
    this.#holder = holder
    this.#place = place
  }

  /** The value depends on another one that is pending. */
  chainTo(other: Pending): void {
    if (this.#holder !== null) other.attach(this.#holder, this.#place)
  }

  settle(value: unknown): void {
    this.#holder?.put(this.#place?.path.key ?? '', value)
  }

  fail(raw: unknown): void {
    const [holder, place] = [this.#holder, this.#place]
    if (place === null) return holder?.breaks(raw)
    let value: null
    try {
      value = this.recovery.recover(raw, place)
    } catch (error) {
      return holder?.breaks(error)
    }
    holder?.put(place.path.key, value)
  }
}

/** An object or a list with pending parts. */
export abstract class Branch<Made> extends Pending implements Holder {
  /** Pending parts, plus one while parts are still being started. */
  #missing = 1
  /** Whether its holder was called, or it was abandoned. */
  isOver = false
  #broken: { readonly error: unknown } | null = null

  constructor(
    protected readonly made: Made,
    recovery: Recovery,
  ) {
    super(recovery)
  }

  protected abstract store(key: string | number, value: unknown): void

  /** Rejects when it fails as a whole. */
  whole(): Promise<Made> {
    return new Promise((resolve, reject) => {
      this.attach({ put: () => resolve(this.made), breaks: reject }, null)
    })
  }

  holds(later: Pending, place: Place): void {
    this.#missing++
    later.attach(this, place)
  }

  put(key: string | number, value: unknown): void {
    if (this.isOver) return
    this.store(key, value)
    this.begun()
  }

  breaks(error: unknown): void {
    if (this.isOver) return
    this.isOver = true
    this.fail(this.#broken === null ? error : this.#broken.error)
  }

  /** All parts have been started, or one pending part is complete. */
  begun(): void {
    this.#missing--
    if (this.#missing > 0 || this.isOver) return
    this.isOver = true
    if (this.#broken === null) this.settle(this.made)
    else this.fail(this.#broken.error)
  }

  /** It has failed, but pending parts may still report errors. */
  breaksWhenDone(error: unknown): void {
    this.#broken = { error }
    this.begun()
  }

  /** It has failed, and its parts are not needed any more. */
  abandon(): void {
    this.isOver = true
  }
}

export class ObjectBranch extends Branch<Record<string, unknown>> {
  protected store(key: string | number, value: unknown): void {
    setEntry(this.made, String(key), value)
  }
}

export class ListBranch extends Branch<unknown[]> {
  protected store(key: string | number, value: unknown): void {
    if (typeof key === 'number') this.made[key] = value
  }
}

/** A list whose items are completed one after another. */
export interface ListInMaking {
  readonly of: ValuePlan
  readonly field: FieldPlan
  readonly path: Path
  readonly items: readonly unknown[]
  readonly made: unknown[]
  /** Null as long as no item is pending. */
  branch: ListBranch | null
}
