import { untilAborted } from '../../async/until-aborted.js'
import { sleep } from '../../resilience/rate-limiter.js'
import { TWO_REFUSALS_MS } from '../../transport/authentication/cool-down.js'
import type {
  ExchangedRefusals,
  RefusalExchange,
  RefusalReceiver,
} from '../../transport/authentication/refusal-exchange.js'
import { StoreUnavailable } from './command.js'
import { CLEAR, LOCK, READ, SHARE } from './scripts.js'
import { ignoreUnavailable, type SourceChannel } from './source-channel.js'

// Refused credentials of one source. They are known by a fingerprint, so that new credentials are not held up by the
// refusal of the old ones.

/** For how long one instance tries credentials before another may. */
const TRIAL_MS = 2000
/** How often the others check whether the trial has ended. */
const LOOK_AGAIN_MS = 50

export class SharedRefusals implements RefusalExchange {
  readonly #scopes = new Map<string, { readonly atMs: readonly number[] }>()
  #receiver: RefusalReceiver | null = null
  #caughtUp: Promise<void>

  /**
   * @param fingerprint of the credentials; it does not reveal them.
   * @param monotonicNow in milliseconds.
   */
  constructor(
    private readonly channel: SourceChannel,
    private readonly fingerprint: string,
    private readonly monotonicNow: () => number,
  ) {
    channel.on('refused', ([of, refusals]) => {
      if (of === this.fingerprint) this.#adopt(refusals, 0)
    })
    channel.on('accepted', ([of, scopes]) => {
      if (of !== this.fingerprint || !Array.isArray(scopes)) return
      for (const scope of scopes) this.#scopes.delete(String(scope))
      this.#receiver?.accepted(scopes.map(String))
    })
    channel.onCatchUp(() => {
      this.#caughtUp = this.#catchUp()
    })
    this.#caughtUp = Promise.resolve()
  }

  receive(receiver: RefusalReceiver): void {
    this.#receiver = receiver
    this.#caughtUp = this.#catchUp()
  }

  refused({ scope, agoMs }: ExchangedRefusals): void {
    const nowMs = this.monotonicNow()
    this.#scopes.set(scope, { atMs: agoMs.map((each) => nowMs - each) })
    const all = [...this.#scopes].map(([name, { atMs }]) => [name, atMs.map((each) => nowMs - each)])
    const message = this.channel.message('refused', this.fingerprint, all)
    this.channel.send(SHARE, [this.#key], [JSON.stringify(all), TWO_REFUSALS_MS, this.channel.name, message])
  }

  accepted(scopes: readonly string[]): void {
    for (const scope of scopes) this.#scopes.delete(scope)
    const message = this.channel.message('accepted', this.fingerprint, scopes)
    this.channel.send(CLEAR, [this.#key], [this.channel.name, message])
  }

  async mayTry(signal: AbortSignal): Promise<() => void> {
    await untilAborted(this.#caughtUp, signal)
    const { instanceId } = this.channel.store
    for (;;) {
      try {
        if ((await this.channel.run(LOCK, [this.#trialKey], [instanceId, TRIAL_MS])) === 1) break
      } catch (error) {
        if (!(error instanceof StoreUnavailable)) throw error
        break
      }
      await sleep(LOOK_AGAIN_MS, signal)
    }
    return () => this.channel.send(CLEAR, [this.#trialKey], [this.channel.name, this.channel.message('tried')])
  }

  async #catchUp(): Promise<void> {
    if (!this.channel.store.isUp) return
    try {
      const kept = await this.channel.run(READ, [this.#key], [])
      if (Array.isArray(kept)) this.#adopt(parse(String(kept[0])), TWO_REFUSALS_MS - Number(kept[1]))
    } catch (error) {
      ignoreUnavailable(error)
    }
  }

  /** @param passedMs how long ago it was stored. */
  #adopt(refusals: unknown, passedMs: number): void {
    if (!Array.isArray(refusals)) return
    for (const each of refusals) {
      if (!Array.isArray(each)) continue
      const [scope, ago]: readonly unknown[] = each
      if (typeof scope !== 'string' || !Array.isArray(ago) || !ago.every((value) => typeof value === 'number')) continue
      const agoMs = ago.map((value) => Number(value) + passedMs)
      const nowMs = this.monotonicNow()
      this.#scopes.set(scope, { atMs: agoMs.map((value) => nowMs - value) })
      this.#receiver?.refused({ scope, agoMs })
    }
  }

  get #key(): string {
    return `${this.channel.names.limits}:refused:${this.fingerprint}`
  }

  get #trialKey(): string {
    return `${this.channel.names.limits}:trial:${this.fingerprint}`
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
