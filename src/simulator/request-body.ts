import type { IncomingMessage } from 'node:http'

const MAX_BODY_BYTES = 1024 * 1024

/** The body of a request as text; null when it is larger than a megabyte, of which no more is kept. */
export async function readBody(request: IncomingMessage): Promise<string | null> {
  const pieces: Buffer[] = []
  let bytes = 0
  for await (const piece of request) {
    if (!Buffer.isBuffer(piece)) throw new TypeError('the request has been given an encoding')
    bytes += piece.length
    // What is too much is read all the same: clients take the answer when they have sent everything.
    if (bytes <= MAX_BODY_BYTES) pieces.push(piece)
  }
  return bytes <= MAX_BODY_BYTES ? Buffer.concat(pieces).toString('utf8') : null
}
