import type {
  ExchangedFailure,
  ExchangedPause,
  FailureExchange,
  FailureReceiver,
} from '../../resilience/failure-exchange.js'
import { SOURCE_KEY } from '../../resilience/remembered-failure.js'
import { StoreUnavailable } from './command.js'
import { CLEAR, LOCK, READ, SHARE } from './scripts.js'
import { ignoreUnavailable, type SourceChannel } from './source-channel.js'
import { isErrorCode, readObserved } from './stored-failure.js'

// Remembered failures of one source. Those of the source as a whole are stored as well, for instances that start later;
// those of one request are messages only.

/** Longer than any waiting time after a failure. */
const MOST_LEFT_MS = 3_600_000

export class SharedFailures implements FailureExchange {
  #receiver: FailureReceiver | null = null

  constructor(private readonly channel: SourceChannel) {
    channel.on('failed', ([sealed]) => this.#received(sealed))
    channel.on('answered', ([key]) => this.#receiver?.answered(String(key)))
    channel.on('paused', ([code, leftMs]) => {
      if (isErrorCode(code) && isDuration(leftMs)) this.#receiver?.paused({ code, leftMs })
    })
    channel.onCatchUp(() => void this.#catchUp())
  }

  receive(receiver: FailureReceiver): void {
    this.#receiver = receiver
    void this.#catchUp()
  }

  failed(failure: ExchangedFailure): void {
    const { names, name, seal } = this.channel
    const text = seal.sealJson(failure, names.limits)
    const leftMs = Math.ceil(failure.leftMs)
    if (failure.key !== SOURCE_KEY) this.channel.publish('failed', text)
    else if (leftMs > 0)
      this.channel.send(SHARE, [this.#failureKey], [text, leftMs, name, this.channel.message('failed', text)])
  }

  answered(key: string): void {
    const { channel } = this
    if (key !== SOURCE_KEY) channel.publish('answered', key)
    else channel.send(CLEAR, [this.#failureKey, this.#probeKey(key)], [channel.name, channel.message('answered', key)])
  }

  paused({ code, leftMs }: ExchangedPause): void {
    this.channel.publish('paused', code, leftMs)
  }

  async mayProbe(key: string, forMs: number): Promise<boolean> {
    try {
      // Each probe has a different owner: even one instance does not probe twice.
      const owner = `${this.channel.store.instanceId}:${++this.#probes}`
      return (await this.channel.run(LOCK, [this.#probeKey(key)], [owner, Math.ceil(forMs)])) === 1
    } catch (error) {
      if (error instanceof StoreUnavailable) return true
      throw error
    }
  }
  #probes = 0

  #received(sealed: unknown, passedMs = 0): void {
    const value = typeof sealed === 'string' ? this.channel.seal.openJson(sealed, this.channel.names.limits) : undefined
    const failure = readFailure(value)
    if (failure === null) return
    this.#receiver?.failed({ ...failure, leftMs: failure.leftMs - passedMs, agoMs: failure.agoMs + passedMs })
  }

  /** Reads what was reported while this instance was not connected. */
  async #catchUp(): Promise<void> {
    if (!this.channel.store.isUp) return
    try {
      const kept = await this.channel.run(READ, [this.#failureKey], [])
      if (!Array.isArray(kept)) return
      const text = String(kept[0])
      const failure = readFailure(this.channel.seal.openJson(text, this.channel.names.limits))
      if (failure !== null) this.#received(text, Math.max(0, failure.leftMs - Number(kept[1])))
    } catch (error) {
      ignoreUnavailable(error)
    }
  }

  get #failureKey(): string {
    return `${this.channel.names.limits}:out`
  }

  #probeKey(key: string): string {
    return `${this.channel.names.limits}:probe:${key}`
  }
}

const isDuration = (value: unknown): value is number => typeof value === 'number' && value >= 0 && value <= MOST_LEFT_MS

function readFailure(value: unknown): ExchangedFailure | null {
  if (typeof value !== 'object' || value === null) return null
  const of = (name: string): unknown => Reflect.get(value, name)
  const [key, code, message, strikes] = [of('key'), of('code'), of('message'), of('strikes')]
  const [leftMs, agoMs] = [of('leftMs'), of('agoMs')]
  if (typeof key !== 'string' || !isErrorCode(code) || typeof message !== 'string') return null
  if (typeof strikes !== 'number' || !isDuration(leftMs) || !isDuration(agoMs)) return null
  const observed = readObserved(of('observed'))
  return { key, code, message, strikes, leftMs, agoMs, ...(observed === null ? {} : { observed }) }
}
