// Node compares each new listener of a signal with all existing ones, so adding thousands of them takes quadratic time.
// One operation may wait thousands of times on its signal. So each signal gets a single listener, which calls the others.

/** What is called when a signal fires. */
export interface AbortListener {
  aborted(): void
}

const listenersOf = new WeakMap<AbortSignal, SignalListeners>()

/** Adds a listener to a signal that has not fired. It is called once and then removed. */
export function addAbortListener(signal: AbortSignal, listener: AbortListener): void {
  let listeners = listenersOf.get(signal)
  if (listeners === undefined) {
    listeners = new SignalListeners()
    listenersOf.set(signal, listeners)
  }
  listeners.add(signal, listener)
}

/** Removes a listener. Does nothing if it was already called. */
export function removeAbortListener(signal: AbortSignal, listener: AbortListener): void {
  listenersOf.get(signal)?.remove(signal, listener)
}

class SignalListeners {
  readonly #listeners = new Set<AbortListener>()

  add(signal: AbortSignal, listener: AbortListener): void {
    if (this.#listeners.size === 0) signal.addEventListener('abort', this, { once: true })
    this.#listeners.add(listener)
  }

  remove(signal: AbortSignal, listener: AbortListener): void {
    // A signal without listeners need not be fired at the end of a request.
    if (this.#listeners.delete(listener) && this.#listeners.size === 0) signal.removeEventListener('abort', this)
  }

  handleEvent(): void {
    const listeners = [...this.#listeners]
    this.#listeners.clear()
    for (const listener of listeners) listener.aborted()
  }
}
