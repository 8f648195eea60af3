// What a contestant did while its readers read.

export interface Sample {
  readonly atMs: number
  /** Processor time of the server so far. */
  readonly cpuMs: number
  /** Events and bytes that all readers together have received so far. */
  readonly events: number
  readonly bytes: number
  /** Readers that were answered and are still connected. */
  readonly readers: number
}

export interface Steady {
  readonly seconds: number
  readonly readers: number
  /** Updates that each reader received in a second. */
  readonly updatesPerSecond: number
  readonly bytesPerUpdate: number
  /** Processor time for one update to all intended readers, in milliseconds. */
  readonly cpuMsPerUpdate: number
  /** Processor time, as a part of one core. */
  readonly cores: number
}

/**
 * From the end of the first update to the end of the last one, as updates come in bursts: a sample ends an update when
 * events have come in it, and none in the next one. Where there are fewer than two such samples, the whole.
 * @throws RangeError when no update has come
 */
export function steadyPart(samples: readonly Sample[], readers: number): Steady {
  const grows = (at: number): boolean => (samples[at]?.events ?? 0) > (samples[at - 1]?.events ?? 0)
  const ends = samples.filter((_, at) => at > 0 && at < samples.length - 1 && grows(at) && !grows(at + 1))
  const [first, last] = ends.length < 2 ? [samples[0], samples.at(-1)] : [ends[0], ends.at(-1)]
  if (first === undefined || last === undefined || last.events === first.events)
    throw new RangeError('no reader received an update; give it more seconds, or fewer readers')
  const [seconds, cpuMs] = [(last.atMs - first.atMs) / 1000, last.cpuMs - first.cpuMs]
  const events = last.events - first.events
  return {
    seconds,
    readers: last.readers,
    updatesPerSecond: events / last.readers / seconds,
    bytesPerUpdate: (last.bytes - first.bytes) / events,
    cpuMsPerUpdate: (cpuMs / events) * readers,
    cores: cpuMs / 1000 / seconds,
  }
}
