import { isHistoryAnswer, type SampleAnswer } from './answers.js'
import { EMPTY_BOARD } from './board.js'
import { isSignedOut, parseResult, type Sender, toRequest } from './graphql.js'
import { HISTORY_PARTS, HISTORY_QUERY } from './operations.js'
import { type Live, Streams } from './streams.js'
import { type Channel, type Locks, type TabMessage, Tabs } from './tabs.js'
import { fetchViewer, type Viewer } from './viewer.js'

/** Before anything has arrived. */
export const nothingYet = (): Live => ({
  board: EMPTY_BOARD,
  link: { name: 'connecting' },
  heardAtMs: Date.now(),
  aheadMs: 0,
})

export interface FeedOptions extends Sender {
  /** Of this page: gateways behind one host name, at different paths, do not share. */
  readonly scope: string
  /** After this time without any event the board is stale. */
  readonly silenceMs: number
  readonly locks: Locks | undefined
  readonly openChannel: (name: string) => Channel<TabMessage<Live>>
  readonly onLive: (live: Live) => void
  readonly onViewer: (viewer: Viewer) => void
  /** @param stepMs for how long a sample stands. */
  readonly onHistory: (samples: readonly SampleAnswer[], stepMs: number) => void
}

const RETRY_MS = 2000
const REFUSED_RETRY_MS = 30_000
/** After this part of the allowed silence the leader is asked, and later replaced. */
const ASK_AFTER = 0.55
const TAKE_OVER_AFTER = 0.85

/** Where the board comes from: this tab's own streams, or another tab of this browser. */
export class Feed {
  #tabs: Tabs<Live> | null = null
  #streams: Streams | null = null
  #retry: ReturnType<typeof setTimeout> | undefined
  #live: Live = nothingYet()
  /** When the leader was last heard from, by this computer's clock. */
  #leaderHeardAtMs = 0
  /** Whether the streams were live once, and then silent. */
  #missed: 'nothing yet' | 'nothing' | 'something' = 'nothing yet'
  /** Counts the starts: what an earlier one was waiting for is ignored. */
  #starts = 0

  constructor(private readonly options: FeedOptions) {}

  /** Starts with the credential as it is now; again after that has changed. */
  start(): void {
    this.stop()
    this.#set(nothingYet())
    void this.#findViewer(++this.#starts)
  }

  stop(): void {
    clearTimeout(this.#retry)
    this.#streams?.close()
    this.#streams = null
    this.#tabs?.leave()
    this.#tabs = null
  }

  /** Called every second, and at once when the page was hidden or offline until now (`isLate`). */
  check(isLate = false): void {
    const tabs = this.#tabs
    // Somebody may have signed in in another tab.
    if (isLate && tabs === null && this.#live.link.name === 'signed-out') this.start()
    if (isLate) this.#streams?.check()
    if (tabs === null || tabs.isLeader) return
    const silence = (Date.now() - this.#leaderHeardAtMs) / this.options.silenceMs
    if (silence >= TAKE_OVER_AFTER) {
      this.#leaderHeardAtMs = Date.now()
      tabs.takeOver()
    } else if (isLate || silence >= ASK_AFTER) tabs.ask()
  }

  async #findViewer(start: number): Promise<void> {
    const viewer = await fetchViewer(this.options)
    if (start !== this.#starts) return
    if (viewer === 'signed-out') return this.#set({ ...this.#live, link: { name: 'signed-out' } })
    if (viewer !== null && !('refusal' in viewer)) return this.#join(viewer)
    if (viewer !== null) {
      const refused = { code: 'FORBIDDEN', message: viewer.refusal }
      this.#set({ ...this.#live, link: { name: 'refused', refused } })
    }
    this.#retry = setTimeout(() => void this.#findViewer(start), viewer === null ? RETRY_MS : REFUSED_RETRY_MS)
  }

  #join(viewer: Viewer): void {
    this.options.onViewer(viewer)
    const name = `trunkline-wallboard ${this.options.scope} ${viewer.sharingKey}`
    this.#leaderHeardAtMs = Date.now()
    this.#tabs = new Tabs<Live>({
      locks: this.options.locks,
      channel: this.options.openChannel(name),
      name,
      onLead: () => this.#lead(viewer),
      onFollow: () => {
        this.#streams?.close()
        this.#streams = null
        this.#leaderHeardAtMs = Date.now()
      },
      onHello: () => {
        this.#streams?.check()
        return this.#live
      },
      onShared: (live) => {
        this.#leaderHeardAtMs = Date.now()
        this.#set(live)
      },
    })
    this.#tabs.join()
    if (viewer.seesTotals) void this.#loadHistory()
  }

  #lead({ seesTotals }: Viewer): void {
    const { headers, graphUrl, silenceMs } = this.options
    const onChange = (live: Live) => {
      this.#set(live)
      // Each tab finds out for itself whether it is signed in.
      if (live.link.name === 'signed-out') return this.stop()
      this.#tabs?.share(live)
      this.#loadHistoryAfterSilence(live, seesTotals)
    }
    this.#streams = new Streams({ headers, graphUrl, silenceMs, seesTotals, onChange }, this.#live.board)
    this.#streams.start()
  }

  /** What this page has missed, the gateway may have seen. */
  #loadHistoryAfterSilence({ link, heardAtMs }: Live, seesTotals: boolean): void {
    const isSilent = link.name !== 'live' || Date.now() - heardAtMs >= this.options.silenceMs
    if (isSilent) {
      if (this.#missed === 'nothing') this.#missed = 'something'
      return
    }
    if (this.#missed === 'something' && seesTotals) void this.#loadHistory()
    this.#missed = 'nothing'
  }

  /** The board works without it. */
  async #loadHistory(): Promise<void> {
    try {
      for (const { minutes, stepMs } of HISTORY_PARTS) {
        const operation = { query: HISTORY_QUERY, variables: { minutes }, accept: 'application/json' }
        const response = await fetch(this.options.graphUrl, toRequest(this.options, operation))
        if (isSignedOut(response)) return
        const data = parseResult(await response.text())?.data
        if (isHistoryAnswer(data)) this.options.onHistory(data.activeCallHistory, stepMs)
      }
    } catch {
      // The streams find out whether the gateway is there.
    }
  }

  #set(live: Live): void {
    this.#live = live
    this.options.onLive(live)
  }
}
