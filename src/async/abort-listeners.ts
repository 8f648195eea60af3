// Node compares each new listener of a signal with all existing ones, so adding thousands of them takes quadratic time.
// One operation may wait thousands of times on its signal. So each signal gets a single listener, which calls the others.

/** What is called when a signal fires. */
export interface AbortListener {
  aborted(): void
}

/** A signal holds its listeners: in a WeakMap, those of the signals of one request take the garbage collector 5 µs. */
const LISTENERS = Symbol('listeners')
declare global {
  interface AbortSignal {
    [LISTENERS]?: SignalListeners
  }
}

/** Adds a listener to a signal that has not fired. It is called once and then removed. */
export function addAbortListener(signal: AbortSignal, listener: AbortListener): void {
  signal[LISTENERS] ??= new SignalListeners()
  signal[LISTENERS].add(signal, listener)
}

/** Removes a listener. Does nothing if it was already called. */
export function removeAbortListener(signal: AbortSignal, listener: AbortListener): void {
  signal[LISTENERS]?.remove(signal, listener)
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
