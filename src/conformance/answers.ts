import type { Declaration, StartDecoder } from '../../adapters/contract.js'
import { faultFrom, type ObservedFault } from '../../adapters/wire/faults.js'
import { decodeText } from '../../adapters/wire/json/body.js'

/** What came back, before it is decoded. */
export interface Answer {
  readonly status: number
  readonly contentType: string
  readonly body: string
}
/** A result that an answer with an error status is; undefined when it is a fault. */
export type OutcomeOf<Result> = (fault: ObservedFault) => Result | undefined

export const isSuccess = (answer: Answer): boolean => answer.status >= 200 && answer.status < 300

/**
 * Reads an answer as the gateway would.
 * @throws VendorFault for an error status, and what the decoder throws.
 */
export function readAnswer<Result>(
  declaration: Declaration,
  answer: Answer,
  decode: StartDecoder<Result>,
  outcomeOf?: OutcomeOf<Result>,
): Result {
  if (isSuccess(answer)) return decodeText(decode, answer.body, answer.contentType)
  const observed = { httpStatus: answer.status, ...declaration.readError(answer.body, answer.contentType) }
  const outcome = outcomeOf?.(observed)
  if (outcome === undefined) throw faultFrom(declaration.faults, observed)
  return outcome
}
