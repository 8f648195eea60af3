import { type Argument, type Reply, StoreUnavailable } from './command.js'
import type { Script } from './script.js'
import { FORGET, PUBLISH, READ } from './scripts.js'
import type { StoreSeal } from './seal.js'
import type { Store } from './store.js'

// The messages between instances about one source: each is a short JSON array of the kind, the sender, and details.

/** The names of everything that is stored about one source. The part in braces keeps it on one node of a Valkey Cluster. */
export interface SourceNames {
  /** For rows: versions and settings that read other rows have another one. */
  readonly rows: string
  /** For what concerns the vendor whatever the version: limits, failures, generations. */
  readonly limits: string
}

/** Messages that are only a reason to look again. */
const WAKING = ['tried', 'slot']
/** Messages that also concern requests of the instance that sent them. */
const FOR_SENDER: ReadonlySet<unknown> = new Set(['done', 'slot'])

type OnKind = (details: readonly unknown[]) => void

export class SourceChannel {
  /** Part of the names of rows: what was read before a control action is not found afterwards. */
  generation = '0'
  readonly #waiting = new Map<string, Set<(failure: unknown) => void>>()
  readonly #kinds = new Map<string, OnKind>()
  readonly #forgetting = new Set<() => void>()
  readonly #catchingUp = new Set<() => void>()
  readonly #stops: (() => void)[] = []

  constructor(
    readonly store: Store,
    readonly names: SourceNames,
    readonly seal: StoreSeal,
    /** Called for a message that cannot be read. */
    private readonly onGarbage: () => void,
  ) {
    for (const kind of WAKING) this.#kinds.set(kind, () => undefined)
    this.#kinds.set('done', ([hash, failure]) => this.#wake(String(hash), failure))
    this.#kinds.set('gen', ([generation]) => this.#begin(String(generation)))
    const catchUp = (): void => {
      for (const listener of this.#catchingUp) listener()
    }
    this.#stops.push(
      store.listen(this.name, (text) => this.#received(text), catchUp),
      store.onUp(catchUp),
    )
    this.onCatchUp(() => void this.#catchUp())
    void this.#catchUp()
  }

  /** The channel's own name. */
  get name(): string {
    return `${this.names.limits}:m`
  }

  /** Runs a script on keys of this source. @throws StoreUnavailable */
  run(
    script: Script,
    keys: readonly string[],
    args: readonly Argument[],
    late?: (reply: Reply) => void,
  ): Promise<Reply> {
    return this.store.run(script, keys, args, late)
  }

  /** Runs a script without waiting for its outcome. */
  send(script: Script, keys: readonly string[], args: readonly Argument[]): void {
    this.store.run(script, keys, args).catch(ignoreUnavailable)
  }

  /** A message of this instance as text. */
  message(kind: string, ...details: readonly unknown[]): string {
    return JSON.stringify([kind, this.store.instanceId, ...details])
  }

  /** Sends a message to all instances. */
  publish(kind: string, ...details: readonly unknown[]): void {
    this.send(PUBLISH, [this.#generationKey], [this.name, this.message(kind, ...details)])
  }

  /** Receives messages of one kind. */
  on(kind: string, listener: OnKind): void {
    this.#kinds.set(kind, listener)
  }

  /** Calls back whenever messages may have been missed before, and are received from now on. */
  onCatchUp(listener: () => void): void {
    this.#catchingUp.add(listener)
  }

  /** Waits for the end of what another instance reads. The returned function must be called in any case. */
  whenDone(hash: string, wake: (failure: unknown) => void): () => void {
    const waiting = this.#waiting.get(hash) ?? new Set()
    this.#waiting.set(hash, waiting.add(wake))
    return () => {
      waiting.delete(wake)
      if (waiting.size === 0 && this.#waiting.get(hash) === waiting) this.#waiting.delete(hash)
    }
  }

  /** Calls back when rows that were read so far must not be used any more. */
  onForget(listener: () => void): () => void {
    this.#forgetting.add(listener)
    return () => this.#forgetting.delete(listener)
  }

  /** Makes all instances forget what was read so far. Resolves when all that are connected have been sent the message. */
  async forget(): Promise<void> {
    try {
      const generation = await this.run(FORGET, [this.#generationKey], [this.name])
      if (generation !== null) this.generation = generation.toString()
    } catch (error) {
      ignoreUnavailable(error)
    }
  }

  /** Follows another instance to a new generation, whose message may have been missed. */
  moveTo(generation: string): void {
    this.#begin(generation)
  }

  close(): void {
    for (const stop of this.#stops) stop()
  }

  async #catchUp(): Promise<void> {
    if (!this.store.isUp) return
    try {
      const kept = await this.run(READ, [this.#generationKey], [])
      this.#begin(Array.isArray(kept) ? String(kept[0]) : '0')
    } catch (error) {
      ignoreUnavailable(error)
    }
  }

  #begin(generation: string): void {
    if (generation === this.generation) return
    this.generation = generation
    for (const listener of this.#forgetting) listener()
  }

  #received(text: string): void {
    const message = parse(text)
    if (!Array.isArray(message)) return this.onGarbage()
    const [kind, sender, ...details]: readonly unknown[] = message
    const receive = this.#kinds.get(String(kind))
    if (receive === undefined) return this.onGarbage()
    if (sender === this.store.instanceId && !FOR_SENDER.has(kind)) return
    try {
      receive(details)
    } catch {
      this.onGarbage()
    }
  }

  #wake(hash: string, failure: unknown): void {
    for (const wake of [...(this.#waiting.get(hash) ?? [])]) wake(failure)
  }

  get #generationKey(): string {
    return generationKeyOf(this.names)
  }
}

export const generationKeyOf = ({ limits }: SourceNames): string => `${limits}:gen`

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

export function ignoreUnavailable(error: unknown): void {
  if (!(error instanceof StoreUnavailable)) throw error
}
