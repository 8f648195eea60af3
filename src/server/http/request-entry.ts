import type { RequestListener } from 'node:http'

interface Served {
  readonly listener: RequestListener
  inProgress: number
  /** Called when the last request has ended; undefined while more may arrive. */
  onOver: (() => void) | undefined
}

/** Passes each request to the listener that is current when it arrives. Former listeners finish what they have begun. */
export class RequestEntry {
  #current: Served

  constructor(listener: RequestListener) {
    this.#current = { listener, inProgress: 0, onOver: undefined }
  }

  /** The listener for the HTTP server. */
  readonly listen: RequestListener = (request, response) => {
    const served = this.#current
    served.inProgress++
    response.once('close', () => {
      served.inProgress--
      if (served.inProgress === 0) served.onOver?.()
    })
    served.listener(request, response)
  }

  /**
   * From now on, requests are passed to another listener.
   * @returns a promise that resolves when the last request of the former one has been answered, or its client has left.
   */
  replace(listener: RequestListener): Promise<void> {
    const former = this.#current
    this.#current = { listener, inProgress: 0, onOver: undefined }
    if (former.inProgress === 0) return Promise.resolve()
    return new Promise((resolve) => (former.onOver = resolve))
  }
}
