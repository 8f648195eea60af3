import type { VendorRequest } from '../../../adapters/contract.js'
import { SourceFailure } from '../../errors/source-failure.js'
import type { Attempt, AttemptContext, Authenticator, AuthenticatorParts, ResponseHead } from './authenticator.js'
import type { CoolDown } from './cool-down.js'
import { Probation } from './probation.js'

/** Sends the same credentials with every request. Refused credentials are retried only occasionally, not with each request. */
export class FixedAuthenticator implements Authenticator {
  readonly #coolDown: CoolDown
  readonly #probation: Probation

  /** @param authorization returns the value of the Authorization header. */
  constructor(
    private readonly authorization: () => string,
    parts: Pick<AuthenticatorParts, 'coolDown'>,
  ) {
    this.#coolDown = parts.coolDown
    this.#probation = new Probation(this.#coolDown)
  }

  async run<Answer>(request: VendorRequest, attempt: Attempt<Answer>, context: AttemptContext): Promise<Answer> {
    const trial = await this.#probation.enter(context.signal)
    const accept = ({ httpStatus }: ResponseHead): void => {
      if (httpStatus !== 401 && httpStatus !== 403 && httpStatus < 500) trial?.end(true)
    }
    try {
      return await attempt(request, this.authorization(), accept)
    } catch (error) {
      if (!isRefusal(error)) throw error
      this.#probation.restart()
      throw this.#coolDown.refused(error)
    } finally {
      trial?.end(false)
    }
  }
}

const isRefusal = (error: unknown): error is SourceFailure =>
  error instanceof SourceFailure && error.observed?.httpStatus === 401
