import { createReadStream } from 'node:fs'
import { type AuditLine, LONGEST_LINE, parseLine, sha256 } from './line.js'

/** What an intact file holds. */
export interface IntactAudit {
  readonly ok: true
  readonly lines: number
  /** How often a gateway has begun to write. */
  readonly starts: number
  /** Actions that were sent. */
  readonly sent: number
  /** Of these, those without an outcome: the gateway was ended meanwhile, or is still waiting. */
  readonly withoutOutcome: number
  /** Attempts that were refused, or failed before anything was sent. */
  readonly notSent: number
  /** Lines that were cut when a gateway was ended while it wrote; the next start has recorded that. */
  readonly incomplete: number
  /** Whether the last gateway has written its last line: otherwise lines may be missing at the end. */
  readonly hasEnd: boolean
  /** SHA-256 of the last line; '' in an empty file. */
  readonly lastHash: string
}

/** The first place that is broken. */
export interface BrokenAudit {
  readonly ok: false
  /** The number of the line, from 1. */
  readonly line: number
  readonly problem: string
}

export interface VerifyOptions {
  /** SHA-256 of a line that must be in the file, such as one from the log: shows that the end has not been removed. */
  readonly hash?: string | undefined
}

/**
 * Checks that no line of an audit file was changed, removed, added or moved.
 * @throws Error when the file cannot be read.
 */
export async function verifyAudit(path: string, { hash }: VerifyOptions = {}): Promise<IntactAudit | BrokenAudit> {
  const check = new ChainCheck(hash)
  for await (const { bytes, isComplete } of linesOf(path)) {
    const problem = check.next(bytes, isComplete)
    if (problem !== null) return problem
  }
  return check.end()
}

interface RawLine {
  readonly bytes: Buffer
  /** Whether a line break follows. */
  readonly isComplete: boolean
}

const LINE_BREAK = 0x0a

/** The lines of a file; what is too long to be a line ends the reading as one that is cut. */
async function* linesOf(path: string): AsyncGenerator<RawLine> {
  let rest = Buffer.alloc(0)
  for await (const chunk of createReadStream(path)) {
    const bytes = Buffer.concat([rest, Buffer.from(chunk)])
    let start = 0
    for (let end = bytes.indexOf(LINE_BREAK); end !== -1; end = bytes.indexOf(LINE_BREAK, start)) {
      yield { bytes: bytes.subarray(start, end), isComplete: true }
      start = end + 1
    }
    rest = bytes.subarray(start)
    if (rest.length > LONGEST_LINE) break
  }
  if (rest.length > 0) yield { bytes: rest, isComplete: false }
}

class ChainCheck {
  #lines = 0
  #starts = 0
  #incomplete = 0
  #notSent = 0
  #sent = 0
  readonly #pending = new Set<string>()
  readonly #chains = new Set<string>()
  #last: AuditLine | null = null
  /** A line that could not be read, which the next one must account for: its hash. */
  #cut: string | null = null
  #hasHash: boolean

  constructor(private readonly wanted: string | undefined) {
    this.#hasHash = wanted === undefined
  }

  next(bytes: Buffer, isComplete: boolean): BrokenAudit | null {
    this.#lines++
    const line = parseLine(bytes.toString('latin1'))
    if (!isComplete) return this.#broken('the line is incomplete: the end of the file was cut off')
    if (line === null) {
      if (this.#cut !== null) return this.#broken('is not an audit line', this.#lines - 1)
      this.#cut = sha256(bytes)
      return null
    }
    if (!line.isIntact) return this.#broken('the line was changed: its hash does not fit')
    const problem = this.#problemOf(line)
    if (problem !== null) return problem
    this.#count(line)
    this.#last = line
    return null
  }

  end(): IntactAudit | BrokenAudit {
    if (this.#cut !== null) return this.#broken('is not an audit line')
    if (!this.#hasHash) return this.#broken('no line has the expected hash: lines were removed from the end')
    return {
      ok: true,
      lines: this.#lines,
      starts: this.#starts,
      sent: this.#sent,
      withoutOutcome: this.#pending.size,
      notSent: this.#notSent,
      incomplete: this.#incomplete,
      hasEnd: this.#last === null || this.#last.event === 'end',
      lastHash: this.#last?.hash ?? '',
    }
  }

  /** Why this line does not follow the one before it. */
  #problemOf(line: AuditLine): BrokenAudit | null {
    const isStart = line.event === 'start'
    if (this.#cut !== null) {
      if (!isStart || line.entry['incomplete'] !== this.#cut)
        return this.#broken('is not an audit line: it was changed or added', this.#lines - 1)
      this.#cut = null
      this.#incomplete++
    }
    const expected = (this.#last?.sequence ?? 0) + 1
    if (line.sequence > expected)
      return this.#broken(`lines are missing before it: its sequence is ${line.sequence}, not ${expected}`)
    if (line.sequence < expected)
      return this.#broken(`the line was moved or repeated: its sequence is ${line.sequence}, not ${expected}`)
    if (line.previous !== (this.#last?.hash ?? null))
      return this.#broken('the line does not follow the one before it: one of the two was replaced')
    if (isStart === this.#chains.has(line.chain) || (!isStart && line.chain !== this.#last?.chain))
      return this.#broken('the line belongs to another start of the gateway')
    return null
  }

  #count({ event, chain, entry, hash }: AuditLine): void {
    const actionId = String(entry['actionId'])
    if (hash === this.wanted) this.#hasHash = true
    if (event === 'start') {
      this.#starts++
      this.#chains.add(chain)
    } else if (event === 'sending') {
      this.#sent++
      this.#pending.add(actionId)
    } else if (event === 'outcome' && !this.#pending.delete(actionId)) this.#notSent++
  }

  #broken(problem: string, line = this.#lines): BrokenAudit {
    return { ok: false, line, problem }
  }
}
