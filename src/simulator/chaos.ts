import { drawFor } from '../../adapters/simulation/prng.js'

// Injects faults into a simulated system, request by request; the same seed gives the same faults.

export interface SimulatorFaults {
  /** The share of requests, 0 to 1, that are answered with HTTP 503. */
  readonly errorRate?: number
  /** The share of requests, 0 to 1, that are never answered. */
  readonly hangRate?: number
  /** The delay of every response. */
  readonly latencyMs?: number
  /** Connections are closed as soon as a request arrives. */
  readonly down?: boolean
  /** Determines which requests are affected. Default 1. */
  readonly seed?: number
}

export type Fate = 'answer' | 'fail' | 'hang' | 'break'

/**
 * Returns a function that decides about each request.
 * Two random numbers are drawn for every request, whatever the rates: with a higher rate the same requests fail, and more.
 */
export function fates(faults: SimulatorFaults): () => Fate {
  const { errorRate = 0, hangRate = 0, down = false, seed = 1 } = faults
  const draw = drawFor(seed)
  return () => {
    const [hangs, fails] = [draw.chance(hangRate), draw.chance(errorRate)]
    if (down) return 'break'
    return hangs ? 'hang' : fails ? 'fail' : 'answer'
  }
}
