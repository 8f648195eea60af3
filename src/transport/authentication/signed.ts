import type { Authentication, VendorRequest } from '../../../adapters/contract.js'
import { SourceFailure } from '../../errors/source-failure.js'
import type { Attempt, AttemptContext, Authenticator, AuthenticatorParts } from './authenticator.js'
import type { CoolDown } from './cool-down.js'
import { Probation, type Trial } from './probation.js'

/**
 * A signature inside the request, which can be computed in several ways. One request finds the way that works, and it is
 * remembered: a vendor's documents may contradict each other about it, and its server logs every wrong signature.
 */
export class SignedAuthenticator implements Authenticator {
  readonly #coolDown: CoolDown
  readonly #probation: Probation
  #index = 0
  #lastRefusal = new SourceFailure('UNAUTHENTICATED', 'there is no way to sign a request')

  constructor(
    private readonly auth: Extract<Authentication, { scheme: 'signed' }>,
    parts: Pick<AuthenticatorParts, 'coolDown'>,
  ) {
    this.#coolDown = parts.coolDown
    this.#probation = new Probation(this.#coolDown)
  }

  async run<Answer>(request: VendorRequest, attempt: Attempt<Answer>, context: AttemptContext): Promise<Answer> {
    const trial = await this.#probation.enter(context.signal)
    if (trial !== null) return this.#try(trial, request, attempt)
    try {
      return await attempt(this.#sign(request, this.#index))
    } catch (error) {
      if (!isRefused(error)) throw error
      // When a way that has worked is refused, the next attempt confirms the refusal before another way is tried.
      this.#probation.restart()
      throw this.#coolDown.refused(error)
    }
  }

  /** Tries two ways at first, and one at a time after a refusal, so that at most two attempts per minute are wrong. */
  async #try<Answer>(trial: Trial, request: VendorRequest, attempt: Attempt<Answer>): Promise<Answer> {
    const first = this.#index
    const { isInDoubt, hasWorked } = this.#coolDown
    let accepted = false
    try {
      for (const index of new Set(isInDoubt || hasWorked ? [first] : [first, this.#after(first)])) {
        this.#index = index
        try {
          const answer = await attempt(this.#sign(request, index))
          accepted = true
          this.#coolDown.accepted(request)
          return answer
        } catch (error) {
          // A vendor that rejects a parameter has already accepted the signature.
          accepted = error instanceof SourceFailure && error.code === 'REJECTED'
          if (accepted) this.#coolDown.accepted(request)
          if (!isRefused(error)) throw error
          this.#lastRefusal = this.#coolDown.refused(error, index !== first)
          this.#index = this.#after(index)
        }
      }
      throw this.#lastRefusal
    } finally {
      trial.end(accepted)
    }
  }

  #after(index: number): number {
    return (index + 1) % Math.max(this.auth.variants.length, 1)
  }

  #sign(request: VendorRequest, index: number): VendorRequest {
    const variant = this.auth.variants[index]
    if (variant === undefined) throw new Error('a signed source declares no variant to sign with')
    return this.auth.sign(request, variant)
  }
}

const isRefused = (error: unknown): error is SourceFailure =>
  error instanceof SourceFailure && error.hint === 'signature-refused'
