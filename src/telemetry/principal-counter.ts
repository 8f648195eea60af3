import { Counter, type Registry } from 'prom-client'
import type { Principal } from '../access/rights/principal.js'

interface Tally {
  readonly labels: { readonly principal: string; readonly roles: string }
  count: number
}

/** Counts requests by principal. Looking a counter up by its labels takes longer than the rest of what metrics cost. */
export class PrincipalCounter {
  readonly #tallies = new Map<string, Tally>()
  /** A principal is the same object as long as its credential is kept. */
  readonly #tallyOf = new WeakMap<Principal, Tally>()

  constructor(registry: Registry) {
    const tallies = this.#tallies
    new Counter({
      name: 'trunkline_principal_requests_total',
      help: 'GraphQL requests by principal and roles. Principals with tokens are counted together: there may be any number.',
      labelNames: ['principal', 'roles'],
      registers: [registry],
      collect() {
        this.reset()
        for (const { labels, count } of tallies.values()) this.inc(labels, count)
      },
    })
  }

  /** Counts one request; those of clients who do not have to sign in are not counted. */
  count(principal: Principal): void {
    if (principal.kind === 'local') return
    let tally = this.#tallyOf.get(principal)
    if (tally === undefined) {
      tally = this.#find(principal)
      this.#tallyOf.set(principal, tally)
    }
    tally.count++
  }

  /** Labels have few values: keys, certificates and users of a proxy are in the configuration, and so are roles. */
  #find({ kind, id, roles }: Principal): Tally {
    const labels = { principal: kind === 'token' ? 'token' : id, roles: roles.join(',') }
    const key = JSON.stringify(labels)
    const known = this.#tallies.get(key) ?? { labels, count: 0 }
    this.#tallies.set(key, known)
    return known
  }
}
