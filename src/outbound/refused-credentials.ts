import type { HttpProxy } from './proxy.js'
import { ProxyFailure } from './proxy-failure.js'

/** In milliseconds. */
const PAUSE_MS = 60_000
const NO_ACCESS = 407

/** Prevents credentials that a proxy has refused from being sent again at once: proxies lock accounts too. */
export class RefusedCredentials {
  #untilMs = Number.NEGATIVE_INFINITY

  /** @param monotonicNow in milliseconds. */
  constructor(
    private readonly proxy: HttpProxy,
    private readonly monotonicNow: () => number,
  ) {}

  /** The proxy has answered with this status. */
  record(httpStatus: number): void {
    if (httpStatus === NO_ACCESS && this.proxy.credentials !== undefined) this.#untilMs = this.monotonicNow() + PAUSE_MS
  }

  /** Why nothing may be sent now; null: it may. */
  get pause(): ProxyFailure | null {
    const leftMs = this.#untilMs - this.monotonicNow()
    if (!(leftMs > 0)) return null
    const did = `has not accepted the user name and password; they are not sent again for ${Math.ceil(leftMs / 1000)} s`
    return new ProxyFailure(this.proxy, `${did}, so that no account is locked`, { isPermanent: true })
  }
}
