// The calls in progress of one source for the other servers: read every second, once for all readers.

export interface Polled<Call> {
  /** The latest list. */
  readonly calls: readonly Call[]
  /** Resolves when there is a later list. */
  readonly later: Promise<Polled<Call>>
}

/** Reads once, and then every second as long as the process lives. @throws when the first read fails. */
export async function readEverySecond<Call>(read: () => Promise<readonly Call[]>): Promise<() => Polled<Call>> {
  let { promise: later, resolve } = Promise.withResolvers<Polled<Call>>()
  let latest: Polled<Call> = { calls: await read(), later }
  let isReading = false
  const readAgain = async () => {
    if (isReading) return
    isReading = true
    try {
      const calls = await read()
      const publish = resolve
      ;({ promise: later, resolve } = Promise.withResolvers<Polled<Call>>())
      latest = { calls, later }
      publish(latest)
    } finally {
      isReading = false
    }
  }
  setInterval(readAgain, 1000)
  return () => latest
}
