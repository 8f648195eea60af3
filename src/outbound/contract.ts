import type { Dispatcher } from 'undici'

/** A request to the server of the connections. */
export interface PlainRequest {
  readonly path: string
  readonly method: Dispatcher.HttpMethod
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | null
}

/** What dispatches requests to one server. */
export interface RequestDispatcher {
  dispatch(request: PlainRequest, handler: Dispatcher.DispatchHandler): boolean
}

export interface Connections extends RequestDispatcher {
  /** Waits for the requests in flight. */
  close(): Promise<void>
  /** Requests in flight fail. */
  destroy(): Promise<void>
}
