import type { StartDecoder } from '../../../adapters/contract.js'
import type { EpochMs } from '../../../schema/scalars.js'

// An answer that is kept as text. What is kept for failures alone is hardly ever read: as text it costs the collector of
// garbage next to nothing, where as rows it would be moved about with all that comes and goes.

/** Of a longer one, both the text and the rows would be there at once. */
const MOST_CHARACTERS = 4 * 1024 * 1024

/** A class: a function would lead to all that those around it lead to, the rows among it. */
export class KeptText {
  readonly #pieces: string[] = []
  #size = 0

  constructor(
    private readonly start: StartDecoder<unknown>,
    private readonly head: Parameters<StartDecoder<unknown>>[0],
  ) {}

  /** @returns false when it is too long to be kept so. */
  add(piece: string): boolean {
    this.#pieces.push(piece)
    return (this.#size += piece.length) <= MOST_CHARACTERS
  }

  /** Reads it once more: it was read before, and was sound. */
  read(): unknown {
    const decoder = this.start(this.head)
    for (const piece of this.#pieces) decoder.write(piece)
    return decoder.end()
  }
}

/** An answer that is read when it is needed. */
export class DeferredAnswer implements Kept {
  readonly receivedAtMs: EpochMs
  readonly bornMs: number
  readonly size: number
  readonly tookMs: number
  #read: { readonly result: unknown } | null = null

  constructor(
    { receivedAtMs, bornMs, size, tookMs }: Omit<Kept, 'result'>,
    private readonly text: KeptText,
  ) {
    this.receivedAtMs = receivedAtMs
    this.bornMs = bornMs
    this.size = size
    this.tookMs = tookMs
  }

  get result(): unknown {
    this.#read ??= { result: this.text.read() }
    return this.#read.result
  }
}

export interface Kept {
  readonly result: unknown
  readonly receivedAtMs: EpochMs
  /** The same moment by the monotonic clock, which its age is reckoned by. */
  readonly bornMs: number
  /** Characters of its text. */
  readonly size: number
  /** How long the source took. */
  readonly tookMs: number
}
