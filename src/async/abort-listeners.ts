// Node compares a new listener of a signal with every one that it has. One operation may have thousands of waits on its
// signal, and each would take as long as all before it: so a signal has one listener here, which knows the others.

/** What is called when a signal fires. */
export interface AbortListener {
  aborted(): void
}

const listenersOf = new WeakMap<AbortSignal, SignalListeners>()

/** Adds a listener to a signal that has not fired. It is called once, and then forgotten. */
export function addAbortListener(signal: AbortSignal, listener: AbortListener): void {
  let listeners = listenersOf.get(signal)
  if (listeners === undefined) {
    listeners = new SignalListeners()
    listenersOf.set(signal, listeners)
  }
  listeners.add(signal, listener)
}

/** Removes a listener that was added; nothing happens where it has been called. */
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
    // A signal that nobody listens to need not be fired at the end of a request.
    if (this.#listeners.delete(listener) && this.#listeners.size === 0) signal.removeEventListener('abort', this)
  }

  handleEvent(): void {
    const listeners = [...this.#listeners]
    this.#listeners.clear()
    for (const listener of listeners) listener.aborted()
  }
}
