import type { IncomingMessage, RequestListener } from 'node:http'
import type { Duplex } from 'node:stream'
import { formatRefusal } from './refusal.js'

/** Answers a request to make another protocol of its connection. */
export type UpgradeListener = (request: IncomingMessage, connection: Duplex, head: Buffer) => void

/** What answers requests. */
export interface Listeners {
  readonly request: RequestListener
  readonly upgrade: UpgradeListener
}

interface Served {
  readonly listeners: Listeners
  inProgress: number
  /** Called when the last request has ended; undefined while more may arrive. */
  onOver: (() => void) | undefined
}

/** Passes each request to the listener that is current when it arrives. Former listeners finish what they have begun. */
export class RequestEntry {
  #current: Served

  constructor(listeners: Listeners) {
    this.#current = { listeners, inProgress: 0, onOver: undefined }
  }

  /** The listener for the HTTP server. */
  readonly listen: RequestListener = (request, response) => {
    const served = this.#begin(response)
    served.listeners.request(request, response)
  }

  /** The same for requests that ask for another protocol. A connection is in progress until it is closed. */
  readonly upgrade: UpgradeListener = (request, connection, head) => {
    const served = this.#begin(connection)
    served.listeners.upgrade(request, connection, head)
  }

  /**
   * From now on, requests are passed to other listeners.
   * @returns a promise that resolves when the last request of the former ones has been answered, or its client has left.
   */
  replace(listeners: Listeners): Promise<void> {
    const former = this.#current
    this.#current = { listeners, inProgress: 0, onOver: undefined }
    if (former.inProgress === 0) return Promise.resolve()
    return new Promise((resolve) => (former.onOver = resolve))
  }

  #begin(answered: NodeJS.EventEmitter): Served {
    const served = this.#current
    served.inProgress++
    answered.once('close', () => {
      served.inProgress--
      if (served.inProgress === 0) served.onOver?.()
    })
    return served
  }
}

/** Where there is no other protocol than HTTP. */
export const refuseUpgrade: UpgradeListener = (_request, connection) => {
  connection.on('error', () => undefined)
  connection.end(formatRefusal({ status: 400, code: 'BAD_REQUEST', message: 'WebSockets are not served here.' }), () =>
    connection.destroy(),
  )
}
