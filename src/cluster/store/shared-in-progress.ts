import { hash } from 'node:crypto'
import { OwnRequestsInProgress, type Place, type RequestsInProgress } from '../../server/rates/in-progress.js'
import { StoreUnavailable } from './command.js'
import { FREE_PLACE, KEEP_SLOTS, TAKE_SLOT } from './limit-scripts.js'
import type { Store } from './store.js'

// How many requests of each principal all instances are answering. Each takes a place in the store, which expires with its
// instance: places that an instance held in advance would be missing elsewhere.

const LEASE_MS = 2000
const RENEWAL_MS = 500
/** A place that was given back at another instance a moment ago may not be free yet: so long after, it is tried again. */
const SECOND_TRY_MS = 30
/** How often it is tried to give back a place. */
const AGAIN_MS = 250

export class SharedRequestsInProgress implements RequestsInProgress {
  /** Of this instance. */
  readonly #own = new OwnRequestsInProgress()
  /** Places in the store, by the key of their set. */
  readonly #held = new Map<string, Set<string>>()
  #renewal: NodeJS.Timeout | undefined
  #places = 0

  constructor(
    private readonly store: Store,
    private readonly namespace: string,
  ) {}

  async take(key: string, most: number): Promise<Place | null> {
    const own = this.#own.take(key, most)
    if (own === null) return null
    const set = `${this.namespace}:busy:{${hash('sha256', key, 'base64url')}}`
    const place = `${this.store.instanceId}:${++this.#places}`
    try {
      if (await this.#takeFrom(set, place, most)) return this.#hold(set, place, own)
      await new Promise((resolve) => setTimeout(resolve, SECOND_TRY_MS))
      if (await this.#takeFrom(set, place, most)) return this.#hold(set, place, own)
      own.free()
      return null
    } catch (error) {
      if (!(error instanceof StoreUnavailable)) throw error
      return this.#ofShare(key, most, own)
    }
  }

  async #takeFrom(set: string, place: string, most: number): Promise<boolean> {
    const late = (): void => void this.#giveBack(set, place)
    return (await this.store.run(TAKE_SLOT, [set], [place, most, LEASE_MS], late)) === 1
  }

  #hold(set: string, place: string, own: Place): Place {
    const places = this.#held.get(set) ?? new Set()
    this.#held.set(set, places.add(place))
    this.#renewal ??= setInterval(() => this.#renew(), RENEWAL_MS).unref()
    return {
      free: () => {
        own.free()
        this.#release(set, place, places)
      },
    }
  }

  #release(set: string, place: string, places: Set<string>): void {
    places.delete(place)
    if (places.size === 0) this.#held.delete(set)
    if (this.#held.size === 0) {
      clearInterval(this.#renewal)
      this.#renewal = undefined
    }
    void this.#giveBack(set, place)
  }

  /** While the store is down, each instance has an equal share, and at least one place. */
  #ofShare(key: string, most: number, own: Place): Place | null {
    if (this.#own.of(key) <= Math.max(1, Math.floor(most / this.store.instances))) return own
    own.free()
    return null
  }

  #renew(): void {
    for (const [set, places] of this.#held)
      this.store.run(KEEP_SLOTS, [set], [LEASE_MS, ...places]).catch(() => undefined)
  }

  /** Until the place would have expired. */
  async #giveBack(set: string, place: string): Promise<void> {
    for (let triedMs = 0; triedMs < LEASE_MS; triedMs += AGAIN_MS) {
      try {
        await this.store.run(FREE_PLACE, [set], [place])
        return
      } catch {
        await new Promise((resolve) => setTimeout(resolve, AGAIN_MS).unref())
      }
    }
  }
}
