import type { Access } from '../../access/rights/access.js'
import { NOTHING } from '../../access/rights/grants.js'
import { type Mask, NO_MASK } from '../../access/rights/masks.js'
import {
  isGatewayScope,
  isSourceScope,
  type Scope,
  SOURCE_SCOPES,
  type SourceScope,
} from '../../access/rights/scopes.js'

/** What a principal has of a scope on all sources together, computed when it is first needed. */
export class Granted {
  readonly #anywhere = new Map<Scope, boolean>()

  /** @param sources the names of all configured sources. */
  constructor(
    private readonly access: Access,
    private readonly sources: readonly string[],
  ) {}

  /** Whether the principal has the right: on any source, or for the gateway as a whole. */
  has(scope: Scope): boolean {
    const known = this.#anywhere.get(scope) ?? this.#find(scope)
    this.#anywhere.set(scope, known)
    return known
  }

  /** Whether the principal has the right on every source on which there is any right. */
  hasEverywhere(scope: Scope): boolean {
    if (!isSourceScope(scope)) return this.has(scope)
    const visible = this.sources.filter((source) =>
      SOURCE_SCOPES.some((each) => this.access.rightsTo(each, source) !== NOTHING),
    )
    return visible.length > 0 && visible.every((source) => this.access.rightsTo(scope, source) !== NOTHING)
  }

  /**
   * Whether the principal has the right to every record that another right shows. Of several roles, one may show records of
   * which another one gives more.
   */
  hasOnAll(scope: Scope, shownBy: SourceScope): boolean {
    if (!isSourceScope(scope)) return this.has(scope)
    return this.sources.every((source) => {
      const [shown, rights] = [this.access.rightsTo(shownBy, source), this.access.rightsTo(scope, source)]
      if (shown === NOTHING || rights.everyone !== null) return true
      return shown.everyone === null && [...shown.customers.keys()].every((customer) => rights.customers.has(customer))
    })
  }

  /**
   * What is masked in any record that the right shows.
   * @param chosen the sources that the client names; null: all.
   */
  maskOn(scope: Scope, chosen: readonly string[] | null): Mask {
    if (!isSourceScope(scope)) return NO_MASK
    let mask = NO_MASK
    for (const source of chosen ?? this.sources) {
      const { everyone, customers } = this.access.rightsTo(scope, source)
      mask |= everyone ?? NO_MASK
      for (const own of customers.values()) mask |= own
    }
    return mask
  }

  #find(scope: Scope): boolean {
    if (isGatewayScope(scope)) return this.access.may(scope)
    return isSourceScope(scope) && this.sources.some((source) => this.access.rightsTo(scope, source) !== NOTHING)
  }
}
