import type { Authentication, VendorRequest } from '../../../adapters/contract.js'
import { SourceTrouble } from '../../errors/source-trouble.js'
import type { Attempt, AttemptContext, Authenticator, AuthenticatorParts } from './authenticator.js'
import { CoolDown } from './cool-down.js'
import { Probation, type Trial } from './probation.js'

/**
 * A credential inside the request, which can be made in several ways. The way that works is found out by one request
 * and remembered: a vendor's documents may contradict each other about it, and its server logs every wrong one.
 */
export class SignedAuthenticator implements Authenticator {
  readonly #coolDown: CoolDown
  readonly #probation: Probation
  #index = 0

  constructor(
    private readonly auth: Extract<Authentication, { scheme: 'signed' }>,
    parts: Pick<AuthenticatorParts, 'clock'>,
  ) {
    this.#coolDown = new CoolDown(parts.clock)
    this.#probation = new Probation(this.#coolDown)
  }

  async run<Answer>(request: VendorRequest, attempt: Attempt<Answer>, context: AttemptContext): Promise<Answer> {
    const trial = await this.#probation.enter(context.signal)
    const used = this.#index
    if (trial !== null) return this.#try(trial, [used, this.#after(used)], request, attempt)
    try {
      return await attempt(this.#sign(request, used))
    } catch (error) {
      if (!isRefused(error)) throw error
      if (this.#index === used) this.#probation.restart()
      // What worked before is refused now: one request finds out whether another way works.
      const next = await this.#probation.enter(context.signal)
      if (next === null) return attempt(this.#sign(request, this.#index))
      const other = this.#index === used ? this.#after(used) : this.#index
      return this.#try(next, other === used ? [] : [other], request, attempt, error)
    }
  }

  async #try<Answer>(
    trial: Trial,
    indexes: readonly number[],
    request: VendorRequest,
    attempt: Attempt<Answer>,
    firstRefusal?: SourceTrouble,
  ): Promise<Answer> {
    let refusal = firstRefusal
    let accepted = false
    try {
      for (const index of new Set(indexes)) {
        try {
          const answer = await attempt(this.#sign(request, index))
          accepted = true
          return answer
        } catch (error) {
          if (!isRefused(error)) {
            // A vendor that refuses a parameter has accepted the signature before.
            accepted = error instanceof SourceTrouble && error.code === 'REJECTED'
            throw error
          }
          refusal = error
        } finally {
          if (accepted) this.#index = index
        }
      }
      throw this.#coolDown.begin(refusal ?? new SourceTrouble('UNAUTHENTICATED', 'there is no way to sign a request'))
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

const isRefused = (error: unknown): error is SourceTrouble =>
  error instanceof SourceTrouble && error.hint === 'signature-refused'
