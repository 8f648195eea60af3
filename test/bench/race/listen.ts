import type { Server } from 'node:http'

/** Takes any free port, and prints the address when it is ready. */
export function listen(server: Server): void {
  server.keepAliveTimeout = 600_000
  server.listen(0, '127.0.0.1', () => {
    const address = server.address()
    process.stdout.write(
      `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}/graphql\n`,
    )
  })
}
