import type { ServerResponse } from 'node:http'

/** The reason in a request's signal: nobody waits for the answer any more. */
export class RequestAborted extends Error {
  override readonly name = 'RequestAborted'
}

/** The same, because the server stops and cannot wait any longer: an answer can still be sent if it comes at once. */
export class ServerStopping extends RequestAborted {}

/** The abort signals of the requests in flight. */
export interface RequestSignals {
  /** A signal that fires when the client goes away before the answer, or when the server stops and cannot wait. */
  open(response: ServerResponse): AbortSignal
  /** Fires every signal that is still open. */
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
