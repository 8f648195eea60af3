import type { Board } from '../core/board.js'
import { Feed, nothingYet } from '../core/feed.js'
import { LeaseLocks } from '../core/lease-locks.js'
import { Samples } from '../core/samples.js'
import type { Live } from '../core/streams.js'
import type { Channel, Locks, TabMessage } from '../core/tabs.js'
import { fetchFacts, type PageFacts, type Viewer } from '../core/viewer.js'

const TICK_MS = 1000
const BUILD_CHECK_MS = 60_000
/** A key ends with the browser tab, and is nowhere else. */
const KEY = 'trunkline:wallboard-key'

/** What the page knows, and what may be done with it. Methods may be passed on by themselves. */
export class WallState {
  live: Live = nothingYet()
  viewer: Viewer | null = null
  /** Since when the board is paused, by this computer's clock; null: it is not. */
  pausedAtMs: number | null = null
  /** Whether the last key was refused. */
  wasRefused = false
  readonly samples = new Samples()
  onChange: () => void = () => undefined
  #pausedBoard: Board | null = null
  #tick: ReturnType<typeof setInterval> | undefined
  #buildCheckedAtMs = Date.now()
  readonly #feed: Feed

  constructor(private readonly facts: Pick<PageFacts, 'build' | 'silenceMs'>) {
    this.#feed = new Feed({
      graphUrl: 'graphql',
      headers: () => authorization(sessionStorage.getItem(KEY)),
      scope: location.pathname,
      silenceMs: facts.silenceMs,
      locks: openLocks(),
      openChannel,
      onLive: (live) => this.#takeLive(live),
      onViewer: (viewer) => {
        this.viewer = viewer
      },
      onHistory: (history, stepMs) => {
        this.samples.load(history, stepMs)
        this.onChange()
      },
    })
  }

  /** What is shown: while the board is paused, what was shown then. */
  get shownBoard(): Board {
    return this.#pausedBoard ?? this.live.board
  }

  get hasKey(): boolean {
    return sessionStorage.getItem(KEY) !== null
  }

  readonly start = (): void => {
    this.#feed.start()
    this.#tick = setInterval(this.#onTick, TICK_MS)
    addEventListener('online', this.#onBack)
    document.addEventListener('visibilitychange', this.#onBack)
  }

  readonly stop = (): void => {
    this.#feed.stop()
    clearInterval(this.#tick)
    removeEventListener('online', this.#onBack)
    document.removeEventListener('visibilitychange', this.#onBack)
  }

  readonly togglePause = (): void => {
    const isPaused = this.pausedAtMs !== null
    this.pausedAtMs = isPaused ? null : Date.now()
    this.#pausedBoard = isPaused ? null : this.live.board
    this.onChange()
  }

  readonly signIn = (key: string): void => {
    sessionStorage.setItem(KEY, key)
    this.#feed.start()
  }

  readonly forgetKey = (): void => {
    sessionStorage.removeItem(KEY)
    this.wasRefused = false
    this.viewer = null
    this.#feed.start()
  }

  #takeLive(live: Live): void {
    const wasLive = this.live.link.name === 'live'
    this.live = live
    this.samples.take(live.board)
    if (live.link.name === 'signed-out') this.wasRefused = this.hasKey
    // A gateway that was restarted may be another version.
    if (live.link.name === 'live' && !wasLive) void this.#checkBuild()
    this.onChange()
  }

  readonly #onTick = (): void => {
    this.#feed.check()
    if (Date.now() - this.#buildCheckedAtMs >= BUILD_CHECK_MS) void this.#checkBuild()
    if (!document.hidden) this.onChange()
  }

  readonly #onBack = (): void => {
    if (document.hidden) return
    this.#feed.check(true)
    this.onChange()
  }

  async #checkBuild(): Promise<void> {
    this.#buildCheckedAtMs = Date.now()
    const facts = await fetchFacts()
    if (facts !== null && facts.build !== this.facts.build) location.reload()
  }
}

/** Browsers have Web Locks only over HTTPS and on localhost, and some people block storage. */
function openLocks(): Locks | undefined {
  if ('locks' in navigator) return navigator.locks
  try {
    return new LeaseLocks(localStorage, String(Math.random()))
  } catch {
    return undefined
  }
}

const authorization = (key: string | null): Readonly<Record<string, string>> =>
  key === null ? {} : { authorization: `Bearer ${key}` }

function openChannel(name: string): Channel<TabMessage<Live>> {
  const channel = new BroadcastChannel(name)
  const opened: Channel<TabMessage<Live>> = {
    post: (message) => channel.postMessage(message),
    onMessage: () => undefined,
    close: () => channel.close(),
  }
  channel.onmessage = ({ data }: MessageEvent<TabMessage<Live>>) => opened.onMessage(data)
  return opened
}
