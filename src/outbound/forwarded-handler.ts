import type { Dispatcher } from 'undici'
import type { HttpProxy } from './proxy.js'
import { type ProxyFailure, refusal } from './proxy-failure.js'
import type { RefusedCredentials } from './refused-credentials.js'

type Headers = Readonly<Record<string, string | string[] | undefined>>

/**
 * The failure that an answer to a forwarded request stands for, where the proxy itself has answered; otherwise null.
 * 407 has no other meaning. Other statuses are the proxy's if it says so: by `Proxy-Status` with an error (RFC 9209), or
 * by Squid's header, as Squid does not send that one.
 */
export function proxyRefusal(proxy: HttpProxy, httpStatus: number, headers: Headers): ProxyFailure | null {
  if (httpStatus === 407) return refusal(proxy, httpStatus)
  const isOfProxy =
    /;\s*error\s*=/.test(String(headers['proxy-status'] ?? '')) || headers['x-squid-error'] !== undefined
  return httpStatus >= 400 && isOfProxy ? refusal(proxy, httpStatus, true) : null
}

/** Passes on what happens to a forwarded request, unless the proxy itself answers: then the request fails. */
export class ForwardedHandler implements Dispatcher.DispatchHandler {
  #failure: ProxyFailure | null = null

  constructor(
    private readonly handler: Dispatcher.DispatchHandler,
    private readonly proxy: HttpProxy,
    private readonly refused: RefusedCredentials,
  ) {}

  onRequestStart(controller: Dispatcher.DispatchController, context: unknown): void {
    this.handler.onRequestStart?.(controller, context)
    // The request has a connection, but was not sent yet.
    this.#failure = this.refused.pause
    if (this.#failure !== null) controller.abort(this.#failure)
  }

  onResponseStart(
    controller: Dispatcher.DispatchController,
    httpStatus: number,
    headers: Headers,
    text?: string,
  ): void {
    this.refused.record(httpStatus)
    this.#failure = proxyRefusal(this.proxy, httpStatus, headers)
    if (this.#failure === null) this.handler.onResponseStart?.(controller, httpStatus, headers, text)
    else controller.abort(this.#failure)
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.handler.onResponseData?.(controller, chunk)
  }

  onResponseEnd(controller: Dispatcher.DispatchController, trailers: Headers): void {
    this.handler.onResponseEnd?.(controller, trailers)
  }

  onResponseError(controller: Dispatcher.DispatchController, error: Error): void {
    this.handler.onResponseError?.(controller, this.#failure ?? error)
  }
}
