import { randomUUID } from 'node:crypto'
import { type FileHandle, open } from 'node:fs/promises'
import { type AuditEntry, type AuditPlace, formatLine, LONGEST_LINE } from './line.js'
import { readTail } from './tail.js'

/** An entry that waits to be written. */
interface Waiting {
  readonly entry: AuditEntry
  readonly resolve: (place: AuditPlace) => void
  readonly reject: (reason: unknown) => void
}

interface AuditFileParts {
  readonly file: FileHandle
  /** Milliseconds since 1970. */
  readonly now: () => number
  readonly size: number
  readonly last: AuditPlace | null
}

export interface AuditFileOptions {
  readonly path: string
  /** Milliseconds since 1970. */
  readonly now: () => number
}

/** Only for the operator: the file says who has ended and placed calls. */
const MODE = 0o600

/**
 * A file that lines are appended to, each linked to the one before it. Entries that arrive together are written
 * together, and all of them are on the disk (fdatasync) before any of them counts as written.
 */
export class AuditFile {
  readonly #chain = randomUUID()
  readonly #file: FileHandle
  readonly #now: () => number
  #size: number
  #last: AuditPlace | null
  #waiting: Waiting[] = []
  #isWriting = false
  /** Why nothing can be written any more. */
  #failure: Error | null = null

  private constructor({ file, now, size, last }: AuditFileParts) {
    this.#file = file
    this.#now = now
    this.#size = size
    this.#last = last
  }

  /**
   * Opens a file, or continues one: the first line links to its last one.
   * @throws Error when the file cannot be written, or is not an intact audit file at its end.
   */
  static async open({ path, now }: AuditFileOptions): Promise<AuditFile> {
    const file = await open(path, 'a+', MODE)
    try {
      const { size } = await file.stat()
      const { last, incomplete } = await readTail(file, size)
      const breakBytes = incomplete === null ? 0 : (await file.write('\n')).bytesWritten
      const audit = new AuditFile({ file, now, size: size + breakBytes, last })
      await audit.write({ event: 'start', ...(incomplete === null ? {} : { incomplete }) })
      return audit
    } catch (error) {
      await file.close()
      throw error
    }
  }

  /**
   * Writes an entry.
   * @returns its place, once it is on the disk.
   * @throws Error when it cannot be written; it is not in the file then.
   */
  write(entry: AuditEntry): Promise<AuditPlace> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ entry, resolve, reject })
      if (!this.#isWriting) void this.#writeAll()
    })
  }

  /** Writes the last line and closes the file. */
  async close(): Promise<void> {
    await this.write({ event: 'end' }).catch(() => undefined)
    this.#failure ??= new Error('the audit file has been closed')
    await this.#file.close()
  }

  async #writeAll(): Promise<void> {
    this.#isWriting = true
    while (this.#waiting.length > 0) {
      const batch = this.#waiting
      this.#waiting = []
      try {
        const places = await this.#append(batch.map(({ entry }) => entry))
        for (const [at, { resolve }] of batch.entries()) {
          const place = places[at]
          if (place !== undefined) resolve(place)
        }
      } catch (error) {
        for (const { reject } of batch) reject(error)
      }
    }
    this.#isWriting = false
  }

  async #append(entries: readonly AuditEntry[]): Promise<readonly AuditPlace[]> {
    if (this.#failure !== null) throw this.#failure
    await this.#refuseUnlessOurs()
    let last = this.#last
    const lines = entries.map((entry) => {
      const position = { chain: this.#chain, sequence: (last?.sequence ?? 0) + 1, timeMs: this.#now() }
      const line = formatLine({ ...position, previous: last?.hash ?? null }, entry)
      if (line.text.length > LONGEST_LINE) throw new Error(`an audit line is longer than ${LONGEST_LINE} bytes`)
      last = line.place
      return line
    })
    const bytes = Buffer.from(lines.map(({ text }) => `${text}\n`).join(''), 'latin1')
    try {
      await this.#file.appendFile(bytes)
      await this.#file.datasync()
    } catch (error) {
      await this.#takeBack()
      throw error
    }
    this.#size += bytes.length
    this.#last = last
    return lines.map(({ place }) => place)
  }

  /** Lines between ours would break the chain, and lines of a file that was removed are lost. */
  async #refuseUnlessOurs(): Promise<void> {
    const { size, nlink } = await this.#file.stat()
    if (size !== this.#size) throw new Error('the audit file was changed by another process')
    if (nlink === 0) throw new Error('the audit file has been removed')
  }

  /** Removes the part of a line that was written before the disk was full. */
  async #takeBack(): Promise<void> {
    try {
      await this.#file.truncate(this.#size)
    } catch {
      this.#failure = new Error('the end of the audit file is damaged, so that the gateway must be restarted')
    }
  }
}
