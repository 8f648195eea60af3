import type { GraphQLResolveInfo } from 'graphql'
import type { FieldPlan, ValuePlan } from './plan.js'
import { setEntry } from './values.js'

// Parts of an answer that are still being made. They are counted, not awaited: a promise for each level of each record
// would cost a page with links more than its rows do.

type Path = GraphQLResolveInfo['path']

/** What gets a value that is made later. */
export interface Holder {
  put(key: string | number, value: unknown): void
  /** One of its parts cannot be made, and may not be null. */
  breaks(error: unknown): void
}

/** Where a value stands in the answer. */
export interface Place {
  readonly field: FieldPlan
  readonly path: Path
  /** Whether null may not stand here. */
  readonly nonNull: boolean
}

/** Knows what to do about errors. */
export interface Recovery {
  /** What a place holds whose value cannot be made; throws where it may not be null. */
  recover(raw: unknown, place: Place): null
}

/** A value that is still being made. Its holder is told once. */
export class Pending {
  #holder: Holder | null = null
  #place: Place | null = null

  constructor(private readonly recovery: Recovery) {}

  /** To be called before anything can have come of it. */
  attach(holder: Holder, place: Place | null): void {
    this.#holder = holder
    this.#place = place
  }

  /** What was to be this value is made later still. */
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

/** An object or a list, parts of which are made later. */
export abstract class Branch<Made> extends Pending implements Holder {
  /** Parts that are missing, and one for as long as its parts are being begun. */
  #missing = 1
  /** Whether its holder has been told, or nobody waits for it. */
  isOver = false
  #broken: { readonly error: unknown } | null = null

  constructor(
    protected readonly made: Made,
    recovery: Recovery,
  ) {
    super(recovery)
  }

  protected abstract store(key: string | number, value: unknown): void

  /** @throws where it cannot be made. */
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

  /** All of its parts have been begun, or one of those that were missing is there. */
  begun(): void {
    this.#missing--
    if (this.#missing > 0 || this.isOver) return
    this.isOver = true
    if (this.#broken === null) this.settle(this.made)
    else this.fail(this.#broken.error)
  }

  /** It cannot be made, but what is under way may still have errors to tell of. */
  breaksWhenDone(error: unknown): void {
    this.#broken = { error }
    this.begun()
  }

  /** It cannot be made, and nobody waits for its parts any more. */
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

/** A list, the items of which are completed one after another. */
export interface ListInMaking {
  readonly of: ValuePlan
  readonly field: FieldPlan
  readonly path: Path
  readonly items: readonly unknown[]
  readonly made: unknown[]
  /** Null as long as all of it is there. */
  branch: ListBranch | null
}
