// Instances of what the gateway shares, over a store or within one process, for the tests that hold for both.

import type { StartDecoder, VendorRequest } from '../../../adapters/contract.js'
import { wholeBody } from '../../../adapters/wire/json/body.js'
import type { ClusterEvent } from '../../../src/cluster/events.js'
import { inProcessSharing } from '../../../src/cluster/in-process.js'
import type { SharedSource, Sharing, SourceIdentity } from '../../../src/cluster/sharing.js'
import { openStoreSharing } from '../../../src/cluster/store/store-sharing.js'
import { RequestDeduplicator } from '../../../src/engine/answers/answer-sharing.js'
import { pageForm } from '../../../src/engine/answers/list-sharing.js'
import type { SharedAnswer } from '../../../src/engine/answers/shared-answer.js'
import type { Resilience } from '../../../src/resilience/contract.js'
import { createResilience, type LimitOptions } from '../../../src/resilience/resilience.js'
import { CoolDown } from '../../../src/transport/authentication/cool-down.js'

export const SECRET = 'a secret of the tests, and long enough'
export const clock = { now: () => Date.now(), monotonicNow: () => performance.now() }

export const identityOf = (name: string, settings: unknown = {}): SourceIdentity => ({
  name,
  vendor: 'model',
  url: `http://${name}.example.net`,
  settings,
  maskedId: 'an id',
  credentials: 'a user and a password',
  maxResponseBytes: 64 * 1024 ** 2,
})

export interface StoreOptions {
  readonly encryptionKey?: string
  readonly shareLogins?: boolean
  readonly commandTimeoutMs?: number
  readonly maxValueBytes?: number
  /** How far the clocks of the instance are set forward, in milliseconds. */
  readonly setByMs?: number
}

/** Opens an instance over the store at a URL. */
export async function overStore(url: string, options: StoreOptions = {}) {
  const events: ClusterEvent[] = []
  const { encryptionKey = null, commandTimeoutMs = 2000, maxValueBytes = 4 * 1024 ** 2 } = options
  const { shareLogins = false, setByMs = 0 } = options
  const sharing = await openStoreSharing(
    { url, commandTimeoutMs, maxValueBytes, encryptionKey, shareLogins, secret: SECRET, version: '1' },
    {
      clock: { now: () => Date.now() + setByMs, monotonicNow: () => performance.now() + setByMs },
      onEvent: (event) => void events.push(event),
    },
  )
  return { sharing, events }
}

/** One source at one instance, as the engine has it. */
export interface TestSource {
  readonly shared: SharedSource
  readonly resilience: Resilience
  readonly coolDown: CoolDown
  /** Asks for the list; the model vendor answers as `vendor` says. */
  ask(vendor: (signal: AbortSignal) => Promise<readonly object[]>, signal?: AbortSignal): Promise<SharedAnswer<unknown>>
}

export const FRESH_MS = 60_000
export const LIST: VendorRequest = { operation: 'list', method: 'GET', path: '/list', repeatable: true, accept: '*/*' }
const decode: StartDecoder<unknown> = wholeBody((text) => JSON.parse(text))

export function sourceOf(
  sharing: Sharing,
  identity: SourceIdentity,
  limits: LimitOptions = { maxConcurrency: 8, requestsPerSecond: null },
  freshMs = FRESH_MS,
): TestSource {
  const shared = sharing.source(identity, limits)
  const answers = new RequestDeduplicator({
    monotonicNow: clock.monotonicNow,
    staleOnErrorMs: 0,
    slowSourceLimits: { shortMs: 1000, longMs: 1000 },
    lists: shared.sharing.lists,
  })
  shared.sharing.onForget(() => answers.forget())
  const never = new AbortController().signal
  return {
    shared,
    resilience: createResilience({
      retries: 0,
      limits: shared.limits,
      monotonicNow: clock.monotonicNow,
      onEvent: () => undefined,
    }),
    coolDown: new CoolDown(clock, shared.refusals),
    ask: (vendor, signal = never) =>
      answers.ask(LIST, decode, { signal, freshMs, form: { name: 'list', rows: pageForm } }, async (until, start) => {
        const decoder = start({ contentType: 'application/json' })
        decoder.write(JSON.stringify({ rows: await vendor(until), total: null, next: null }))
        decoder.end()
        return { receivedAtMs: Date.now(), requests: 1 }
      }),
  }
}

/** Several callers: over a store each at a different instance, within one process all at the same one. */
export interface Callers {
  readonly sharings: readonly Sharing[]
  sources(name: string, limits?: LimitOptions, freshMs?: number): readonly TestSource[]
  close(): Promise<void>
}

export function inOneProcess(count: number): Callers {
  const sharing = inProcessSharing(clock.monotonicNow)
  const each = <Value>(value: Value) => Array.from({ length: count }, () => value)
  return {
    sharings: each(sharing),
    sources: (name, limits, freshMs) => each(sourceOf(sharing, identityOf(name), limits, freshMs)),
    close: () => sharing.close(),
  }
}

export async function overOneStore(count: number, url: string): Promise<Callers> {
  const instances = await Promise.all(Array.from({ length: count }, () => overStore(url)))
  const sharings = instances.map(({ sharing }) => sharing)
  return {
    sharings,
    sources: (name, limits, freshMs) => sharings.map((sharing) => sourceOf(sharing, identityOf(name), limits, freshMs)),
    close: async () => void (await Promise.all(sharings.map((sharing) => sharing.close()))),
  }
}

/** Waits until a condition holds; the limit is only a guard against hanging. */
export async function eventually(holds: () => boolean | Promise<boolean>, withinMs = 10_000): Promise<void> {
  const untilMs = performance.now() + withinMs
  while (!(await holds())) {
    if (performance.now() > untilMs) throw new Error('did not happen in time')
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}
