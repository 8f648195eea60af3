import { once } from 'node:events'
import { Readable, type Transform } from 'node:stream'
import { promisify } from 'node:util'
import {
  type BrotliOptions,
  brotliCompress,
  constants,
  createBrotliCompress,
  createGzip,
  createZstdCompress,
  gzip,
  type ZlibOptions,
  type ZstdOptions,
  zstdCompress,
} from 'node:zlib'
import { type Body, lengthOf } from '../http/sliced-json.js'
import type { ContentEncoding } from './content-encoding.js'

// Compression on the threads of zlib, never on the event loop. The levels are those where one more gains little: of
// 203 kB of JSON, zstd 3 leaves 25 kB in half a millisecond.

/** Shorter answers fit into one packet anyway. */
const LEAST_BYTES = 1024
/**
 * Compressions at once. Each has a window of up to some megabytes, which zlib allocates before it has a thread for it;
 * beyond this number an answer is sent as it is.
 */
const MOST_AT_ONCE = 16
/** Bytes of the answers that are compressed at once, which nothing else counts meanwhile. The first may be longer. */
const MOST_BYTES_AT_ONCE = 64 * 1024 * 1024

const GZIP_LEVEL = 1
const BROTLI_QUALITY = 4
const ZSTD_LEVEL = 3
/** Of the window of Brotli, as a power of two: no larger than the answer, or 4 MB. */
const SMALLEST_WINDOW = 10
const LARGEST_WINDOW = 22

const gzipOptions: ZlibOptions = { level: GZIP_LEVEL }
const brotliOptions = (bytes: number): BrotliOptions => ({
  params: {
    [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY,
    [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
    [constants.BROTLI_PARAM_SIZE_HINT]: bytes,
    [constants.BROTLI_PARAM_LGWIN]: Math.min(LARGEST_WINDOW, Math.max(SMALLEST_WINDOW, Math.ceil(Math.log2(bytes)))),
  },
})
const zstdOptions = (bytes: number): ZstdOptions => ({
  params: { [constants.ZSTD_c_compressionLevel]: ZSTD_LEVEL },
  pledgedSrcSize: bytes,
})

interface Codec {
  compress(bytes: string | Buffer, length: number): Promise<Buffer>
  stream(length: number): Transform
  /** For a body whose length is not known before. */
  endless(): Transform
}

const [gzipAsync, brotliAsync, zstdAsync] = [promisify(gzip), promisify(brotliCompress), promisify(zstdCompress)]

const CODECS: Readonly<Record<ContentEncoding, Codec>> = {
  gzip: {
    compress: (bytes) => gzipAsync(bytes, gzipOptions),
    stream: () => createGzip(gzipOptions),
    endless: () => createGzip(gzipOptions),
  },
  br: {
    compress: (bytes, length) => brotliAsync(bytes, brotliOptions(length)),
    stream: (length) => createBrotliCompress(brotliOptions(length)),
    endless: () => createBrotliCompress({ params: { [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY } }),
  },
  zstd: {
    compress: (bytes, length) => zstdAsync(bytes, zstdOptions(length)),
    stream: (length) => createZstdCompress(zstdOptions(length)),
    endless: () => createZstdCompress({ params: { [constants.ZSTD_c_compressionLevel]: ZSTD_LEVEL } }),
  },
}

/** Compresses what is written to it as it arrives. */
export const compressing = (encoding: ContentEncoding): Transform => CODECS[encoding].endless()

/** Compresses answers, a few at once. */
export class Compressor {
  #running = 0
  #bytes = 0

  /** @returns null where the answer is better sent as it is: it is short, or enough is being compressed already. */
  compress(body: Body, encoding: ContentEncoding): Promise<Body> | null {
    const bytes = lengthOf(body)
    if (bytes < LEAST_BYTES || !this.#hasRoom(bytes)) return null
    this.#running++
    this.#bytes += bytes
    return run(CODECS[encoding], body, bytes).finally(() => {
      this.#running--
      this.#bytes -= bytes
    })
  }

  #hasRoom(bytes: number): boolean {
    return this.#running === 0 || (this.#running < MOST_AT_ONCE && this.#bytes + bytes <= MOST_BYTES_AT_ONCE)
  }
}

const run = (codec: Codec, body: Body, bytes: number): Promise<Body> =>
  typeof body === 'string' || Buffer.isBuffer(body)
    ? codec.compress(body, bytes)
    : compressPieces(codec.stream(bytes), body)

/** The pieces of a long answer stay pieces: together they would be copied in one go. */
async function compressPieces(stream: Transform, pieces: Iterable<unknown>): Promise<readonly Buffer[]> {
  const compressed: Buffer[] = []
  stream.on('data', (chunk: Buffer) => void compressed.push(chunk))
  Readable.from(pieces, { objectMode: true }).pipe(stream)
  await once(stream, 'end')
  return compressed
}
