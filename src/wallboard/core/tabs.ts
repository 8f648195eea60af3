// Tabs of one browser share one set of connections: over HTTP/1.1 a browser opens six to a host, so that a second wallboard
// would wait forever. The tab that holds a lock leads: it subscribes, and sends what it has to the others.

/** The part of LockManager (Web Locks) that is used. A lock that another tab steals rejects. */
export interface Locks {
  request(
    name: string,
    options: { readonly signal?: AbortSignal; readonly steal?: boolean },
    hold: () => Promise<void>,
  ): Promise<void>
}

/** The part of BroadcastChannel that is used. */
export interface Channel<Message> {
  post(message: Message): void
  onMessage: (message: Message) => void
  close(): void
}

export type TabMessage<Shared> =
  /** A tab wants what the leader has, because it is new or has heard nothing for some time. */
  { readonly type: 'hello' } | { readonly type: 'shared'; readonly shared: Shared }

export interface TabsOptions<Shared> {
  /** Undefined where there are none: then each tab is a leader. */
  readonly locks: Locks | undefined
  readonly channel: Channel<TabMessage<Shared>>
  /** Of the lock: tabs with the same name share. */
  readonly name: string
  /** This tab leads from now on. */
  readonly onLead: () => void
  /** Another tab has taken the lead. */
  readonly onFollow: () => void
  /** Another tab that follows wants to know whether the leader is alive. */
  readonly onHello: () => Shared | null
  readonly onShared: (shared: Shared) => void
}

/** Which of the tabs leads, and what it sends to the others. */
export class Tabs<Shared> {
  #isLeader = false
  #release: (() => void) | undefined
  readonly #waiting = new AbortController()

  constructor(private readonly options: TabsOptions<Shared>) {}

  get isLeader(): boolean {
    return this.#isLeader
  }

  join(): void {
    const { channel, locks } = this.options
    channel.onMessage = (message) => this.#receive(message)
    if (locks === undefined) this.#lead()
    else {
      channel.post({ type: 'hello' })
      void this.#requestLock(locks, { signal: this.#waiting.signal })
    }
  }

  /** Sends what the leader has. Without locks there is nobody to send it to. */
  share(shared: Shared): void {
    if (this.#isLeader && this.options.locks !== undefined) this.options.channel.post({ type: 'shared', shared })
  }

  /** Asks the leader, whose timers may be late because its tab is hidden. */
  ask(): void {
    if (!this.#isLeader) this.options.channel.post({ type: 'hello' })
  }

  /** Takes the lead from a tab that does not answer. */
  takeOver(): void {
    const { locks } = this.options
    if (!this.#isLeader && locks !== undefined) void this.#requestLock(locks, { steal: true })
  }

  leave(): void {
    this.#waiting.abort()
    this.#isLeader = false
    this.#release?.()
    this.options.channel.close()
  }

  async #requestLock(locks: Locks, how: { readonly signal?: AbortSignal; readonly steal?: boolean }): Promise<void> {
    try {
      await locks.request(this.options.name, how, () => {
        this.#lead()
        return new Promise<void>((resolve) => {
          this.#release = resolve
        })
      })
    } catch {
      // The tab left before it had the lock, or another tab has taken the lock over.
      if (this.#waiting.signal.aborted || !this.#isLeader) return
      this.#isLeader = false
      this.options.onFollow()
      void this.#requestLock(locks, { signal: this.#waiting.signal })
    }
  }

  #lead(): void {
    if (this.#isLeader || this.#waiting.signal.aborted) return
    this.#isLeader = true
    this.options.onLead()
  }

  #receive(message: TabMessage<Shared>): void {
    if (message.type === 'shared') {
      if (!this.#isLeader) this.options.onShared(message.shared)
      return
    }
    if (!this.#isLeader) return
    const shared = this.options.onHello()
    if (shared !== null) this.share(shared)
  }
}
