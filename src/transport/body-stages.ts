import { createGunzip } from 'node:zlib'
import { protocolFault } from '../../adapters/wire/faults.js'
import { SourceFailure } from '../errors/source-failure.js'
import type { AnswerHead, BodySink, Flow } from './exchange.js'

// The stages of a response body before it becomes text: size limit, decompression, pacing.

/** The maximum number of bytes decoded per turn of the event loop: about 0.3 ms of XML at 200 MB/s. */
export const TURN_BYTES = 64 * 1024

/**
 * Passes the body on and counts its bytes.
 * @throws SourceFailure TOO_LARGE (from `write`) when they exceed the limit.
 */
export function capBytes(maxBytes: number, next: BodySink, onBytes?: (count: number) => void): BodySink {
  let total = 0
  return {
    write: (chunk) => {
      total += chunk.length
      onBytes?.(chunk.length)
      if (total > maxBytes) throw tooLarge(maxBytes)
      next.write(chunk)
    },
    end: () => next.end(),
    close: () => next.close(),
  }
}

/** The failure for a response that exceeds the configured `maxResponseBytes`. */
export const tooLarge = (maxBytes: number): SourceFailure =>
  new SourceFailure('TOO_LARGE', `the answer is larger than the limit for this source (${maxBytes} bytes)`)

type Brakes = Pick<Flow<unknown>, 'pause' | 'resume' | 'fail'>

/** Passes on at most TURN_BYTES per turn of the event loop, and pauses the connection in between. */
export class Pacer implements BodySink {
  readonly #waiting: Buffer[] = []
  #left = TURN_BYTES
  #yielding: NodeJS.Immediate | null = null
  #ended = false

  constructor(
    private readonly next: BodySink,
    private readonly flow: Brakes,
  ) {}

  write(chunk: Buffer): void {
    this.#waiting.push(chunk)
    if (this.#yielding === null) this.#drain()
  }
  end(): void {
    this.#ended = true
    if (this.#yielding === null) this.#drain()
  }
  close(): void {
    if (this.#yielding !== null) clearImmediate(this.#yielding)
    this.next.close()
  }

  #drain(): void {
    for (let chunk = this.#waiting.shift(); chunk !== undefined; chunk = this.#waiting.shift()) {
      if (chunk.length > this.#left) this.#waiting.unshift(chunk.subarray(this.#left))
      const piece = chunk.subarray(0, this.#left)
      this.#left -= piece.length
      this.next.write(piece)
      if (this.#left === 0) return this.#yield()
    }
    if (this.#ended) this.next.end()
  }

  #yield(): void {
    this.flow.pause()
    this.#yielding = setImmediate(() => {
      this.#yielding = null
      this.#left = TURN_BYTES
      try {
        this.#drain()
        if (this.#yielding === null) this.flow.resume()
      } catch (error) {
        this.flow.fail(error)
      }
    })
  }
}

/** Decompresses as the bytes arrive. zlib emits one block at a time, so the size limit after it stops a zip bomb. */
export function gunzip(next: BodySink, flow: Brakes): BodySink {
  const unzip = createGunzip({ chunkSize: TURN_BYTES })
  const guarded = (step: () => void) => {
    try {
      step()
    } catch (error) {
      flow.fail(error)
    }
  }
  unzip.on('data', (block: Buffer) => guarded(() => next.write(block)))
  unzip.on('end', () => guarded(() => next.end()))
  unzip.on('drain', () => flow.resume())
  unzip.on('error', () => flow.fail(protocolFault('a gzip body', 'one that is damaged or cut short')))
  return {
    write: (chunk) => {
      if (!unzip.write(chunk)) flow.pause()
    },
    end: () => void unzip.end(),
    close: () => {
      unzip.destroy()
      next.close()
    },
  }
}

type Packing = 'gzip' | 'unknown'

/**
 * Reads the content encoding from the header.
 * @throws VendorFault PROTOCOL for an encoding that was not requested. Its name is vendor text, so the error omits it.
 */
export function declaredPacking(head: AnswerHead): Packing {
  const encoding = head.headers('content-encoding').join(',').trim().toLowerCase()
  if (encoding === '' || encoding === 'identity') return 'unknown'
  if (encoding === 'gzip' || encoding === 'x-gzip') return 'gzip'
  throw protocolFault('a body that is plain or gzip', 'a content encoding that was not requested')
}

const MAGIC_LENGTH = 4
const isGzip = (bytes: Buffer): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b
const isZip = (bytes: Buffer): boolean => bytes.length >= 4 && bytes.readUInt32BE(0) === 0x504b0304

/**
 * Chooses the next stage by the first bytes: some vendors compress without declaring it.
 * @throws VendorFault PROTOCOL for a zip archive, which some vendors return for long lists.
 */
export function unpack(packing: Packing, stages: { plain: () => BodySink; gzip: () => BodySink }): BodySink {
  let first: Buffer = Buffer.alloc(0)
  let next: BodySink | null = null
  const choose = (): BodySink => {
    if (isZip(first)) throw protocolFault('a body that is plain or gzip', 'a zip archive')
    return first.length > 0 && (packing === 'gzip' || isGzip(first)) ? stages.gzip() : stages.plain()
  }
  const begin = (): BodySink => {
    next = choose()
    next.write(first)
    return next
  }
  return {
    write: (chunk) => {
      if (next !== null) return next.write(chunk)
      first = first.length === 0 ? chunk : Buffer.concat([first, chunk])
      if (first.length >= MAGIC_LENGTH) begin()
    },
    end: () => (next ?? begin()).end(),
    close: () => next?.close(),
  }
}
