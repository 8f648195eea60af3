import type { Slots } from '../../resilience/contract.js'
import { Semaphore } from '../../resilience/semaphore.js'
import { StoreUnavailable } from './command.js'
import { FREE_SLOT, KEEP_SLOTS, TAKE_SLOT } from './limit-scripts.js'
import type { SourceChannel } from './source-channel.js'

// How many requests run at one source at once, over all instances. Requests wait in the instance that they came to, where
// clients take turns; the first of each instance takes a slot in the store, which expires with the instance.

const LEASE_MS = 5000
const RENEWAL_MS = 1500
/** A slot that has become free is announced; this is for announcements that are missed. */
const LOOK_AGAIN_MS = 100

export class SharedSlots implements Slots {
  readonly #own: Semaphore
  readonly #taken = new Set<string>()
  readonly #waiting = new Set<() => void>()
  #renewal: NodeJS.Timeout | undefined
  #slots = 0
  #alone: { readonly instances: number; readonly slots: Semaphore } | null = null

  /**
   * @param most over all instances.
   * @param mostWaiting in this instance.
   */
  constructor(
    private readonly channel: SourceChannel,
    private readonly most: number,
    private readonly mostWaiting: number,
  ) {
    this.#own = new Semaphore(most, mostWaiting)
    channel.on('slot', () => this.#lookAgain())
  }

  get running(): number {
    return this.#own.running
  }

  get waiting(): number {
    return this.#own.waiting
  }

  use<Result>(signal: AbortSignal, work: () => Promise<Result>, client?: string): Promise<Result> {
    return this.#own.use(signal, () => this.#inSharedSlot(signal, work), client)
  }

  async #inSharedSlot<Result>(signal: AbortSignal, work: () => Promise<Result>): Promise<Result> {
    const slot = await this.#take(signal)
    if (slot === null) return this.#slotsAlone().use(signal, work)
    this.#keep(slot)
    try {
      return await work()
    } finally {
      this.#free(slot)
    }
  }

  /** @returns null when the store is down. */
  async #take(signal: AbortSignal): Promise<string | null> {
    const slot = `${this.channel.store.instanceId}:${++this.#slots}`
    for (;;) {
      signal.throwIfAborted()
      try {
        const late = (): void => this.#announceFree(slot)
        if ((await this.channel.run(TAKE_SLOT, [this.#key], [slot, this.most, LEASE_MS], late)) === 1) {
          if (!signal.aborted) return slot
          this.#announceFree(slot)
        }
      } catch (error) {
        if (error instanceof StoreUnavailable) return null
        throw error
      }
      await this.#untilFree(signal)
    }
  }

  #untilFree(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const end = (): void => {
        clearTimeout(timer)
        signal.removeEventListener('abort', end)
        this.#waiting.delete(end)
        resolve()
      }
      const timer = setTimeout(end, LOOK_AGAIN_MS)
      signal.addEventListener('abort', end, { once: true })
      this.#waiting.add(end)
    })
  }

  #lookAgain(): void {
    const [first] = this.#waiting
    first?.()
  }

  #keep(slot: string): void {
    this.#taken.add(slot)
    this.#renewal ??= setInterval(
      () => this.channel.send(KEEP_SLOTS, [this.#key], [LEASE_MS, ...this.#taken]),
      RENEWAL_MS,
    ).unref()
  }

  #free(slot: string): void {
    this.#taken.delete(slot)
    if (this.#taken.size === 0) {
      clearInterval(this.#renewal)
      this.#renewal = undefined
    }
    this.#announceFree(slot)
  }

  #announceFree(slot: string): void {
    this.channel.send(FREE_SLOT, [this.#key], [slot, this.channel.name, this.channel.message('slot')])
  }

  /** While the store is down, each instance has an equal share, and at least one slot. */
  #slotsAlone(): Semaphore {
    const { instances } = this.channel.store
    if (this.#alone?.instances === instances) return this.#alone.slots
    const slots = new Semaphore(Math.max(1, Math.floor(this.most / instances)), this.mostWaiting)
    this.#alone = { instances, slots }
    return slots
  }

  get #key(): string {
    return `${this.channel.names.limits}:slots`
  }
}
