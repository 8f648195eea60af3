import type { StartDecoder } from '../../../adapters/contract.js'
import type { EpochMs } from '../../../schema/scalars.js'

// An answer that is kept as text. A fallback copy is rarely read, and text costs the garbage collector much less than rows.

/** A longer answer is kept as rows, because its text and its rows would be in memory at the same time. */
const MOST_CHARACTERS = 4 * 1024 * 1024

/** A class, not a closure: a closure would retain the decoded rows. */
export class KeptText {
  readonly #pieces: string[] = []
  #size = 0

  constructor(
    private readonly start: StartDecoder<unknown>,
    private readonly head: Parameters<StartDecoder<unknown>>[0],
  ) {}

  /** @returns false when it is too long to be kept as text. */
  add(piece: string): boolean {
    this.#pieces.push(piece)
    return (this.#size += piece.length) <= MOST_CHARACTERS
  }

  /** Decodes the text again. This cannot fail, because it was decoded before. */
  read(): unknown {
    const decoder = this.start(this.head)
    for (const piece of this.#pieces) decoder.write(piece)
    return decoder.end()
  }
}

/** An answer that is decoded when it is needed. */
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
  /** The same moment by the monotonic clock, from which its age is computed. */
  readonly bornMs: number
  /** Characters of its text. */
  readonly size: number
  /** How long the source took, in milliseconds. */
  readonly tookMs: number
}
