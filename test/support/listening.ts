import { once } from 'node:events'
import type { Server } from 'node:net'
import { onTestFinished } from 'vitest'

/**
 * Listens on a free port of this machine until the test ends.
 * @param closing what is destroyed then, so that the server can close.
 * @returns the port.
 */
export async function listenUntilTestEnds(server: Server, closing: Iterable<{ destroy(): unknown }>): Promise<number> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(async () => {
    for (const socket of closing) socket.destroy()
    await new Promise((resolve) => server.close(resolve))
  })
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('not listening on a port')
  return address.port
}
