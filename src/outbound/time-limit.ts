import type { buildConnector } from 'undici'
import { Countdown } from '../async/countdown.js'
import type { HttpProxy } from './proxy.js'
import { tooLate } from './proxy-failure.js'

/** A connector to a proxy that fails when connecting takes too long. undici's own limit is only exact to half a second. */
export function connectWithin(
  timeoutMs: number,
  proxy: HttpProxy,
  connector: buildConnector.connector,
): buildConnector.connector {
  return (options, callback) => {
    let isOver = false
    const countdown = new Countdown(timeoutMs, () => {
      isOver = true
      callback(tooLate(proxy), null)
    })
    connector(options, (...[error, socket]) => {
      countdown.clear()
      if (isOver) socket?.destroy()
      else if (error === null) callback(null, socket)
      else callback(error, null)
    })
  }
}
