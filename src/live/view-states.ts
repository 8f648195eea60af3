import { hash } from 'node:crypto'
import type { Row } from '../../adapters/contract.js'

// What a channel shows of a source, as one number. Instances of the gateway that show the same calls with the same
// contents have the same number, whichever lists they have read.

/** The number of a call: that of a set of calls is the exclusive or of theirs. */
export type Fingerprint = (nativeId: string, row: Row) => bigint

/**
 * @param key a secret: a viewer from whom a part of a row is masked must not be able to guess it by its number.
 * @param ticking vendor fields that change while nothing happens.
 */
export const fingerprintBy =
  (key: string, ticking: ReadonlySet<string>): Fingerprint =>
  (nativeId, row) => {
    const content: unknown[] = [nativeId]
    // As JSON leaves out what is undefined, rows from the store do not have it.
    for (const name in row) if (row[name] !== undefined && !ticking.has(name)) content.push(name, row[name])
    return hash('sha256', `${key}${JSON.stringify(content)}`, 'buffer').readBigUInt64LE()
  }

const textOf = (state: bigint): string => state.toString(36)
/** The state of a reader that has no calls. */
export const NO_CALLS = textOf(0n)

/** The states of one view in its last versions. */
export class ViewStates {
  #now = 0n
  /** Each with the version in which it began, oldest first. */
  #past: { version: number; state: bigint }[] = []

  /** @param versionsKept of how many versions before the latest one the states are known. */
  constructor(private readonly versionsKept: number) {}

  /** A call is shown that was not, or the other way round. */
  toggle(call: bigint): void {
    this.#now ^= call
  }

  /** The state is that of a version from now on. */
  settle(version: number): void {
    const last = this.#past.at(-1)
    if (last?.version === version) last.state = this.#now
    else if (last?.state !== this.#now) this.#past.push({ version, state: this.#now })
    while ((this.#past[1]?.version ?? Infinity) <= version - this.versionsKept) this.#past.shift()
  }

  /** The state in a version; null: it is not known any more. */
  at(version: number): string | null {
    const found = this.#past.findLast((each) => each.version <= version)
    return found === undefined ? null : textOf(found.state)
  }

  /** The last version that had a state; null: none that is known. @param latest the version now. */
  versionOf(state: string, latest: number): number | null {
    const index = this.#past.findLastIndex((each) => textOf(each.state) === state)
    return index < 0 ? null : (this.#past[index + 1]?.version ?? latest + 1) - 1
  }
}
