// A proxy between an instance and the store, which delays, drops or resets what passes.

import { createServer, connect as open, type Socket } from 'node:net'

export interface TcpProxy {
  readonly port: number
  /** How long each piece is held back in each direction, in milliseconds. */
  delayMs: number
  /** Whether nothing passes: connections stay open, new ones are accepted, and all that is sent disappears. */
  blackHole: boolean
  /** Ends all connections with a reset. */
  reset(): void
  close(): Promise<void>
}

/** @param to a port of loopback. */
export async function startProxy(to: number): Promise<TcpProxy> {
  const sockets = new Set<Socket>()
  const state = { delayMs: 0, blackHole: false }
  // A stream that has lost a piece passes nothing any more, as TCP delivers nothing behind a gap.
  const dead = new WeakSet<Socket>()
  const passPiece = (piece: Buffer, from: Socket, into: Socket): void => {
    if (state.blackHole) dead.add(from)
    if (!dead.has(from) && into.writable) into.write(piece)
  }
  const pass = (from: Socket, into: Socket): void => {
    from.on('data', (piece: Buffer) => {
      if (state.delayMs === 0) passPiece(piece, from, into)
      else setTimeout(() => passPiece(piece, from, into), state.delayMs)
    })
    from.on('error', () => into.destroy())
    from.on('close', () => {
      sockets.delete(from)
      into.destroy()
    })
  }
  const server = createServer((client) => {
    const store = open({ host: '127.0.0.1', port: to })
    for (const socket of [client, store]) sockets.add(socket.setNoDelay(true))
    pass(client, store)
    pass(store, client)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return Object.assign(state, {
    port: address.port,
    reset: () => {
      for (const socket of sockets) socket.resetAndDestroy()
    },
    close: async () => {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  })
}
