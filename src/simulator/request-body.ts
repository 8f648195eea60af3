import type { IncomingMessage } from 'node:http'

const MAX_BODY_BYTES = 1024 * 1024

/** Reads the body of a request as text; null when it is larger than 1 MiB. */
export async function readBody(request: IncomingMessage): Promise<string | null> {
  const pieces: Buffer[] = []
  let bytes = 0
  for await (const piece of request) {
    if (!Buffer.isBuffer(piece)) throw new TypeError('the request has been given an encoding')
    bytes += piece.length
    // The excess is read and dropped: clients read the response only after they have sent the whole body.
    if (bytes <= MAX_BODY_BYTES) pieces.push(piece)
  }
  return bytes <= MAX_BODY_BYTES ? Buffer.concat(pieces).toString('utf8') : null
}
