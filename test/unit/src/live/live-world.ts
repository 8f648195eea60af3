// A source with calls in progress that a test changes, and the engine of subscriptions over it, without a network.

import { parse } from 'graphql'
import type { AnyList, Declaration, Row } from '../../../../adapters/contract.js'
import { adapters } from '../../../../adapters/index.js'
import type { Access } from '../../../../src/access/rights/access.js'
import { createAccess } from '../../../../src/access/rights/access.js'
import { unrestrictedAccess } from '../../../../src/access/rights/rights.js'
import { SliceScheduler } from '../../../../src/async/slice-scheduler.js'
import { unshared } from '../../../../src/engine/answers/list-sharing.js'
import { ListCache } from '../../../../src/engine/lists/list-cache.js'
import { createIdSeal } from '../../../../src/engine/source/id-seal.js'
import { recordMakers } from '../../../../src/engine/source/records.js'
import type { Source } from '../../../../src/engine/source/source.js'
import { Sources } from '../../../../src/engine/source/sources.js'
import { SourceFailure } from '../../../../src/errors/source-failure.js'
import { buildGraphSchema } from '../../../../src/graphql/schema/build-schema.js'
import { type AlarmSettings, Alarms } from '../../../../src/live/alarms.js'
import type { LiveEvent, LiveStream } from '../../../../src/live/contract.js'
import { CallHistory } from '../../../../src/live/history.js'
import { Hub, type HubParts } from '../../../../src/live/hub.js'
import { LiveObserver } from '../../../../src/live/observer.js'
import { PolledLists } from '../../../../src/live/polled-lists.js'
import { createCursorSeal } from '../../../../src/plan/cursor-seal.js'
import { settle, TestTime } from './test-time.js'

const portasip = adapters.find(({ vendor }) => vendor === 'portasip')?.examples[0]?.declaration
if (portasip === undefined) throw new Error('there is no example of the adapter')

export type Health = Source['node']['health']

/** What instances of the gateway share of one source. */
export class SharedCalls {
  readonly rows = new Map<string, Row>()
  #list: { readonly text: string; readonly atMs: number } | null = null

  /** As by the store: a list that is not a second old is not read again. */
  read(nowMs: number): { readonly rows: readonly Row[]; readonly atMs: number } {
    if (this.#list === null || nowMs - this.#list.atMs >= 1000)
      this.#list = { text: JSON.stringify([...this.rows.values()]), atMs: nowMs }
    return { rows: JSON.parse(this.#list.text), atMs: this.#list.atMs }
  }
}

/** One source whose calls a test sets. */
export class LiveSource {
  /** By native id. */
  readonly rows: Map<string, Row>
  /** How the next polls go: as they should, not at all, with a part of the rows, or never; alone: without the store. */
  mode: 'well' | 'fails' | 'partial' | 'stale' | 'hangs' | 'alone' = 'well'
  requests = 0
  health: Health = { state: 'UP', since: new Date(0).toISOString(), lastError: null, lastSuccessAt: null }
  readonly source: Source
  #wake: () => void = () => undefined

  constructor(
    name: string,
    private readonly time: TestTime,
    /** Whether the list is read in pages. */
    isPaged: boolean,
    private readonly shared: SharedCalls | null = null,
  ) {
    this.rows = shared?.rows ?? new Map()
    const lists = portasip?.lists ?? {}
    const activeCalls = lists.activeCalls
    if (portasip === undefined || activeCalls === undefined) throw new Error('there is no such list')
    const paged = isPaged ? { ...activeCalls, joins: () => null } : activeCalls
    const declaration: Declaration = { ...portasip, lists: { activeCalls: paged } }
    const { health } = this
    const self = this
    const node: Source['node'] = {
      ...{ name, vendor: 'portasip', title: name, capabilities: [] },
      get health() {
        return self.health ?? health
      },
    }
    this.source = {
      ...{ name, declaration, withSecrets: declaration, node },
      options: {
        ...{ timeoutMs: 1000, staleOnErrorMs: 0, control: false, maxScanRows: 100_000 },
        freshnessMs: { calls: 0, sessions: 0, sipAccounts: 0, activeCalls: 0, customers: 0 },
      },
      records: recordMakers(declaration.lists, node, createIdSeal()),
      now: () => time.now(),
      sharing: { ...unshared, positionKey: shared === null ? null : 'a key of the tests' },
      checkedAtMs: () => null,
      ask: async (_request, _start, { signal }) => this.#answer(signal),
      forgetAnswers: () => undefined,
      close: async () => undefined,
    }
  }

  get list(): AnyList | undefined {
    return this.source.declaration.lists.activeCalls
  }

  /** Adds a call, or changes it. */
  call(id: string, fields: Row = {}): void {
    const setUp = new Date(Number(Date.UTC(2026, 2, 3, 11)) + Number(id.replace(/\D/g, '')) * 1000)
    const before = this.rows.get(id) ?? {
      ...{ ID: id, CALL_ID: `${id}@192.0.2.1`, CLI: '4581808888', CLD: '4570305050', CC_STATE: 'Connected' },
      ...{ I_ACCOUNT: 3, I_CUSTOMER: '1', DELAY: 1, DURATION: 5, DIRECTION: 'in' },
      SETUP_TIME: setUp.toISOString().replaceAll('-', '').replace('Z', ''),
    }
    this.rows.set(id, { ...before, ...fields })
  }

  end(id: string): void {
    this.rows.delete(id)
  }

  /** Polls that hang go on. */
  wake(): void {
    this.#wake()
  }

  async #answer(signal: AbortSignal): Promise<never> {
    this.requests++
    if (this.mode === 'hangs')
      await new Promise<void>((resolve, reject) => {
        this.#wake = resolve
        signal.addEventListener('abort', () => reject(signal.reason))
      })
    if (this.mode === 'fails') throw new SourceFailure('UNAVAILABLE', 'the source cannot serve requests now')
    const read = this.mode === 'alone' ? undefined : this.shared?.read(this.time.now())
    const all = read?.rows ?? [...this.rows.values()]
    const isPartial = this.mode === 'partial'
    const rows = isPartial ? all.slice(0, Math.floor(all.length / 2)) : all
    // A vendor that counts more rows than it returns has returned a part.
    const total = isPartial ? all.length + 1 : null
    const receivedAtMs = read?.atMs ?? this.time.now()
    const stale = this.mode === 'stale'
    const result = { rows, total }
    const release = (): void => undefined
    const answer: unknown = { result, receivedAtMs, bornMs: receivedAtMs, size: 1, requests: 1, stale, release }
    return answer as never
  }
}

export interface WorldOptions extends Partial<Pick<HubParts, 'everyMs' | 'lingerMs' | 'heartbeatMs' | 'maxAgeMs'>> {
  readonly sources?: readonly string[]
  /** The names of the sources whose lists are read in pages. */
  readonly paged?: readonly string[]
  readonly limits?: Partial<HubParts['limits']>
  readonly alarms?: AlarmSettings
  /** For one of several instances: the time of all of them, and what they share of each source. */
  readonly cluster?: { readonly time: TestTime; readonly calls: readonly SharedCalls[] }
}

const schema = buildGraphSchema()

/** Event data as a client gets it. */
export type Data = Readonly<Record<string, unknown>>

export class LiveWorld {
  readonly time: TestTime
  readonly errors: unknown[] = []
  /** How many events were executed. */
  executed = 0
  readonly history = new CallHistory()
  readonly sources: readonly LiveSource[]
  readonly hub: Hub
  readonly lists: PolledLists
  readonly alarms: Alarms | null
  readonly everything: Access

  constructor(options: WorldOptions = {}) {
    const { sources = ['a'], paged = [], limits = {}, alarms, cluster, ...settings } = options
    const time = cluster?.time ?? new TestTime()
    this.time = time
    this.sources = sources.map((name, at) => new LiveSource(name, time, paged.includes(name), cluster?.calls[at]))
    this.everything = unrestrictedAccess(sources)
    const listCache = new ListCache(time)
    const engine = {
      sources: new Sources(this.sources.map(({ source }) => source)),
      listCache,
      cursorSeal: createCursorSeal(),
      limits: { defaultPageSize: 50, maxPageSize: 1000 },
    }
    const onError = (error: unknown) => void this.errors.push(error)
    this.lists = new PolledLists({ listCache, clock: time, timers: time, deadlineMs: 8000, onError })
    const now = () => time.now()
    this.alarms = alarms === undefined ? null : new Alarms(alarms, engine.sources.all, now)
    const observer = new LiveObserver(
      { lists: this.lists, history: this.history, alarms: this.alarms, now, timers: time },
      engine.sources.all,
    )
    observer.start()
    this.hub = new Hub({
      ...{ engine, lists: this.lists, alarms: this.alarms, clock: time, timers: time, schema, onError },
      ...{ everyMs: 1000, lingerMs: 10_000, heartbeatMs: 10_000, maxAgeMs: 3_600_000, ...settings },
      limits: { maxSubscribers: 1000, maxPerClient: 1000, maxChannels: 100, ...limits },
      scheduler: new SliceScheduler(),
      contextFor: () => {
        this.executed++
        return {}
      },
      checkArguments: () => undefined,
      random: () => 0,
    })
  }

  /** The first source. */
  get only(): LiveSource {
    const [first] = this.sources
    if (first === undefined) throw new Error('there is no source')
    return first
  }

  /** @param lastEventId as EventSource sends it. */
  subscribe(
    document: string,
    variables: object = {},
    access = this.everything,
    client = 'one',
    lastEventId: string | null = null,
  ): Reader {
    const signal = new AbortController()
    const stream = this.hub.subscribe({
      ...{ document: documentOf(document), operationName: null, variables: { ...variables } },
      ...{ viewer: { access, client }, since: lastEventId, signal: signal.signal },
    })
    return new Reader(stream, signal)
  }

  /** Somebody who may see the calls of one customer only. */
  tenant(customer: string, scopes: readonly string[] = ['active:read', 'stats:read', 'sources:read']): Access {
    const names = this.sources.map(({ source }) => source.name)
    const grants = new Map(names.map((name) => [name, new Set([customer])]))
    return createAccess([{ scopes: new Set(scopes) as never, sources: grants, mask: 0 }], names)
  }
}

const documents = new Map<string, ReturnType<typeof parse>>()
function documentOf(text: string): ReturnType<typeof parse> {
  const known = documents.get(text) ?? parse(text)
  documents.set(text, known)
  return known
}

/** A client that reads one event when the test says so. */
export class Reader {
  #pending: Promise<LiveEvent | null> | null = null
  #arrived: LiveEvent | null | undefined

  constructor(
    readonly stream: LiveStream,
    readonly abort: AbortController,
  ) {}

  /** Begins to wait for an event, unless it does already. @returns what has come; undefined: nothing yet. */
  async poll(): Promise<LiveEvent | null | undefined> {
    if (this.#pending === null) {
      this.#pending = this.stream.next()
      void this.#pending.then((event) => (this.#arrived = event))
    }
    await settle()
    if (this.#arrived === undefined) return undefined
    const event = this.#arrived
    this.#pending = null
    this.#arrived = undefined
    return event
  }

  /** The value of the root field of the event that has come. @throws when none has. */
  async data(): Promise<Data> {
    const event = await this.poll()
    if (event === undefined || event === null) throw new Error(event === null ? 'the stream is over' : 'no event')
    return dataOf(event)
  }

  /** Every event that is there by now. */
  async all(): Promise<readonly Data[]> {
    const all: Data[] = []
    for (let event = await this.poll(); event !== undefined && event !== null; event = await this.poll())
      all.push(dataOf(event))
    return all
  }
}

export function dataOf(event: LiveEvent): Data {
  const { data, errors }: { data?: Record<string, Data>; errors?: unknown } = JSON.parse(event.json.toString())
  if (errors !== undefined || data === undefined) throw new Error(`errors in an event: ${JSON.stringify(errors)}`)
  const [root] = Object.values(data)
  if (root === undefined) throw new Error('an event without a value')
  return root
}
