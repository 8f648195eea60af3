import type { Server } from 'node:http'
import type { Socket } from 'node:net'

/** The open connections of a server. */
export interface Connections {
  /** Ends the connections that no request is using, and from now on those that still arrive. */
  closeIdle(): void
  /** Waits until no request is using a connection. */
  idle(): Promise<void>
}

/**
 * Node's own closeIdleConnections leaves out those on which nothing was ever sent, and browsers open such ones in
 * advance: with one of them a server would not stop before its grace has passed.
 */
export function trackConnections(server: Server): Connections {
  const requestsOn = new Map<Socket, number>()
  let closing = false
  const waiting = new Set<() => void>()
  const isIdle = (): boolean => [...requestsOn.values()].every((count) => count === 0)
  const tellIdle = (): void => {
    if (waiting.size === 0 || !isIdle()) return
    for (const resolve of waiting) resolve()
    waiting.clear()
  }
  server.on('connection', (socket: Socket) => {
    if (closing) return socket.destroy()
    requestsOn.set(socket, 0)
    return socket.once('close', () => {
      requestsOn.delete(socket)
      tellIdle()
    })
  })
  server.on('request', ({ socket }, response) => {
    requestsOn.set(socket, (requestsOn.get(socket) ?? 0) + 1)
    response.once('close', () => {
      const count = requestsOn.get(socket)
      if (count !== undefined) requestsOn.set(socket, count - 1)
      tellIdle()
    })
  })
  return {
    closeIdle() {
      closing = true
      for (const [socket, requests] of requestsOn) if (requests === 0) socket.destroy()
    },
    idle() {
      return isIdle() ? Promise.resolve() : new Promise((resolve) => void waiting.add(resolve))
    },
  }
}
