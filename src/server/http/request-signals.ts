import type { ServerResponse } from 'node:http'

/** The reason of a request's signal: no client waits for the response any longer. */
export class RequestAborted extends Error {
  override readonly name = 'RequestAborted'
}

/** The same, because the server stops and cannot wait any longer: a response can still be sent if it is ready at once. */
export class ServerStopping extends RequestAborted {}

/** The abort signals of the requests in flight. */
export interface RequestSignals {
  /** A signal that aborts when the client disconnects before the response, or when the server stops and cannot wait. */
  open(response: ServerResponse): AbortSignal
  /** Aborts every signal that is still open. */
  abortAll(message: string): void
}

export function createRequestSignals(): RequestSignals {
  const open = new Set<AbortController>()
  return {
    open(response) {
      const controller = new AbortController()
      const close = () => {
        open.delete(controller)
        if (!response.writableFinished) controller.abort(new RequestAborted('The client closed the connection.'))
      }
      open.add(controller)
      if (response.destroyed) close()
      else response.once('close', close)
      return controller.signal
    },
    abortAll(message) {
      for (const controller of open) controller.abort(new ServerStopping(message))
    },
  }
}
