import { Readable } from 'node:stream'
import { createGunzip, type Gunzip } from 'node:zlib'
import type { RequestPayload } from 'fastify'
import type { Refusal } from './refusal.js'

/** A request body cannot be used; thrown by hooks that read it. */
export class BodyRefused extends Error {
  override readonly name = 'BodyRefused'
  /** Read by Fastify. */
  readonly statusCode: number

  constructor(readonly refusal: Refusal) {
    super(refusal.message)
    this.statusCode = refusal.status
  }
}

/**
 * The body of a request without its compression: gzip (RFC 9110, section 8.4), or none.
 * @param mostBytes of the body, compressed and not. Decompression stops there, so that a few bytes cannot take much time.
 * @throws BodyRefused 415 for another encoding. The stream fails with BodyRefused 413 where there are more bytes, and with
 * 400 for what is not gzip.
 */
export function withoutEncoding(
  encoding: string | undefined,
  payload: RequestPayload,
  mostBytes: number,
): RequestPayload {
  const name = encoding?.trim().toLowerCase() ?? ''
  if (name === '' || name === 'identity') return payload
  if (name !== 'gzip' && name !== 'x-gzip') throw new BodyRefused(UNKNOWN_ENCODING)
  const gunzipped = createGunzip()
  const body: RequestPayload = Readable.from(piecesOf(gunzipped, payload, mostBytes), { objectMode: false })
  // Fastify compares this with the Content-Length.
  body.receivedEncodedLength = 0
  payload.on('data', (chunk: Buffer) => {
    body.receivedEncodedLength = (body.receivedEncodedLength ?? 0) + chunk.length
  })
  // Not by stream.pipeline: it would close the connection instead of letting the client read why it is refused.
  payload.on('error', (error) => gunzipped.destroy(error))
  payload.pipe(gunzipped)
  return body
}

async function* piecesOf(gunzipped: Gunzip, payload: RequestPayload, mostBytes: number): AsyncGenerator<Buffer, void> {
  let bytes = 0
  try {
    for await (const chunk of gunzipped) {
      if (!Buffer.isBuffer(chunk)) continue
      bytes += chunk.length
      if (bytes > mostBytes) throw new BodyRefused(tooManyBytes(mostBytes))
      yield chunk
    }
  } catch (error) {
    throw isZlibError(error) ? new BodyRefused(NOT_GZIP) : error
  } finally {
    payload.unpipe(gunzipped)
  }
}

const isZlibError = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && String(error.code).startsWith('Z_')

const UNKNOWN_ENCODING: Refusal = {
  status: 415,
  code: 'UNSUPPORTED_MEDIA_TYPE',
  message: 'The content-encoding of a request must be gzip, or none.',
  headers: { 'accept-encoding': 'gzip' },
}

const NOT_GZIP: Refusal = {
  status: 400,
  code: 'BAD_REQUEST',
  message: 'The request body is not gzip, or not all of it, although its content-encoding says so.',
}

export const tooManyBytes = (mostBytes: number): Refusal => ({
  status: 413,
  code: 'BODY_TOO_LARGE',
  message: `The request body has more than ${mostBytes} bytes.`,
})
