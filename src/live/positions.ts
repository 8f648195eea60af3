import { hash } from 'node:crypto'

// Positions as clients hold them: `<epoch>.<channel>.<where the reader is>…`. They mean nothing outside of their epoch, and
// nothing to another channel: its filter or its rights may differ.

/** Who understands a position. */
export interface Epoch {
  readonly name: string
  /** Whether other instances have it, too; otherwise it is of one set of parts of one process. */
  readonly isShared: boolean
}

/** The position of a part of a snapshot: a client that continues from it gets the whole snapshot again. */
const PART = 'part'

/** Makes and reads the positions of one channel. */
export class Positions {
  readonly isShared: boolean
  readonly #prefix: string

  /** @param channel the key of the channel; it cannot be read from a position. */
  constructor({ name, isShared }: Epoch, channel: string) {
    this.isShared = isShared
    this.#prefix = `${name}.${hash('sha256', channel, 'base64url').slice(0, 8)}`
  }

  /** @param words of letters and digits. */
  write(words: readonly string[]): string {
    return [this.#prefix, ...words].join('.')
  }

  writeVersions(versions: readonly number[]): string {
    return this.write(versions.map((version) => version.toString(36)))
  }

  /** The position of a reader that cannot continue from where it is. */
  writePart(): string {
    return this.write([PART])
  }

  /** @returns the words of the position; null for one that is not of this channel, or of a part of a snapshot. */
  read(position: string): readonly string[] | null {
    if (!position.startsWith(`${this.#prefix}.`)) return null
    const words = position.slice(this.#prefix.length + 1).split('.')
    return words[0] === PART ? null : words
  }
}
