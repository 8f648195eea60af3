import type { IncomingMessage } from 'node:http'

const MAX_BODY_BYTES = 1024 * 1024

/** The body of a request as text; null when it is larger than a megabyte. */
export async function readBody(request: IncomingMessage): Promise<string | null> {
  const pieces: Buffer[] = []
  let bytes = 0
  // The socket stays open for the answer, also when the rest is not read.
  for await (const piece of request.iterator({ destroyOnReturn: true })) {
    if (!Buffer.isBuffer(piece)) throw new TypeError('the request has been given an encoding')
    bytes += piece.length
    if (bytes > MAX_BODY_BYTES) return null
    pieces.push(piece)
  }
  return Buffer.concat(pieces).toString('utf8')
}
