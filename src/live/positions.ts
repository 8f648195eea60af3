import { hash } from 'node:crypto'

// Positions as clients hold them: `<epoch>.<channel>.<version of each source>…`. They mean nothing to another process, and
// nothing to another channel: its filter or its rights may differ.

/** Makes and reads the positions of one channel. */
export class Positions {
  readonly #prefix: string

  /**
   * @param epoch differs for each set of parts, and so after a restart.
   * @param channel what the channel is found by; it is not readable in positions.
   */
  constructor(
    epoch: string,
    channel: string,
    private readonly sources: number,
  ) {
    this.#prefix = `${epoch}.${hash('sha256', channel, 'base64url').slice(0, 8)}`
  }

  write(versions: readonly number[]): string {
    return [this.#prefix, ...versions.map((version) => version.toString(36))].join('.')
  }

  /** The position of a part of a snapshot: who continues from it gets the whole snapshot again. */
  writePart(): string {
    return `${this.#prefix}.part`
  }

  /** @returns null for a position that is not one of this channel. */
  read(position: string): readonly number[] | null {
    if (!position.startsWith(`${this.#prefix}.`)) return null
    const versions = position
      .slice(this.#prefix.length + 1)
      .split('.')
      .map((digits) => Number.parseInt(digits, 36))
    return versions.length === this.sources && versions.every(Number.isSafeInteger) ? versions : null
  }
}
