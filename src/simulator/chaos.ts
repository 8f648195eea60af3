import { drawFor } from '../../adapters/simulation/prng.js'

// How a simulated system misbehaves: decided request by request, the same each time for the same seed.

export interface SimulatorFaults {
  /** The share of requests, 0 to 1, that are answered with HTTP 503. */
  readonly errorRate?: number
  /** The share of requests, 0 to 1, that are never answered. */
  readonly hangRate?: number
  /** How long every answer is held back. */
  readonly latencyMs?: number
  /** Connections are broken as soon as a request comes. */
  readonly down?: boolean
  /** Which requests are met by these shares. Default 1. */
  readonly seed?: number
}

export type Fate = 'answer' | 'fail' | 'hang' | 'break'

/**
 * What becomes of each request.
 * Two numbers are drawn for every request, whatever the shares are: a larger share fails the same requests, and more.
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
