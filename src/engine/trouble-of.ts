import { VendorFault } from '../../adapters/contract.js'
import { OrderBroken } from '../plan/locate.js'
import { SourceTrouble } from '../transport/trouble.js'

/** The vendor has no such list, or cannot apply the filter. */
export const unsupported = (message: string): SourceTrouble => new SourceTrouble('UNSUPPORTED', message)

/**
 * What went wrong at a source.
 * @throws the error itself when it is no trouble of a source's but a bug of ours.
 */
export function failureOf(error: unknown): SourceTrouble {
  if (error instanceof SourceTrouble) return error
  // An adapter refuses an argument before anything is sent.
  if (error instanceof VendorFault) return new SourceTrouble(error.code, error.message)
  if (error instanceof OrderBroken) return new SourceTrouble('PROTOCOL', error.message)
  throw error
}
