import type { Locks } from './tabs.js'

/** The part of Storage (localStorage) that is used. */
export interface LeaseStore {
  getItem(name: string): string | null
  setItem(name: string, value: string): void
  removeItem(name: string): void
}

const LEASE_MS = 6000
const RENEW_MS = 2000
/** Two tabs may take a free lease at the same moment: the one that wrote last has it. */
const SETTLE_MS = 100

/**
 * Locks for pages over plain HTTP, where browsers have no Web Locks: a lease in the storage that all tabs share, renewed
 * while it is held. A tab whose timers are late because it is hidden may lose it to another, which does no harm.
 * @param tab the id of this tab, unlike that of any other.
 */
export class LeaseLocks implements Locks {
  constructor(
    private readonly store: LeaseStore,
    private readonly tab: string,
  ) {}

  /** Rejects when the lease was lost, or `signal` has fired before it was held. */
  request(
    name: string,
    { signal, steal = false }: { readonly signal?: AbortSignal; readonly steal?: boolean },
    hold: () => Promise<void>,
  ): Promise<void> {
    return new Promise<void>((resolve, reject) => {
      let isHeld = false
      let mayTake = steal
      let timer: ReturnType<typeof setTimeout>
      const fail = (): void => {
        clearTimeout(timer)
        reject(new Error('the lease is not held'))
      }
      const begin = (): void => {
        isHeld = true
        void hold().then(() => {
          clearTimeout(timer)
          if (this.#holder(name) === this.tab) this.store.removeItem(name)
          resolve()
        })
      }
      const look = (): void => {
        if (!isHeld && signal?.aborted === true) return fail()
        const holder = this.#holder(name)
        if (isHeld && holder !== null && holder !== this.tab) return fail()
        if (isHeld || holder === null || mayTake) this.#write(name)
        // What was written before is still there: nobody else has taken it meanwhile.
        if (!isHeld && holder === this.tab) begin()
        mayTake = false
        timer = setTimeout(look, isHeld || (holder !== null && holder !== this.tab) ? RENEW_MS : SETTLE_MS)
      }
      look()
    })
  }

  /** The tab that holds it; null: none, or it has not been renewed. */
  #holder(name: string): string | null {
    const [tab = '', untilMs = ''] = (this.store.getItem(name) ?? '').split(' ')
    return tab !== '' && Number(untilMs) > Date.now() ? tab : null
  }

  #write(name: string): void {
    this.store.setItem(name, `${this.tab} ${Date.now() + LEASE_MS}`)
  }
}
