import type { VendorRequest } from '../../../adapters/contract.js'
import type { Attempt, AttemptContext, Authenticator } from './authenticator.js'
import type { CoolDown } from './cool-down.js'
import type { RefusalExchange } from './refusal-exchange.js'

/** Reports the outcome of every request to the cool-down, for all schemes, so that refused credentials are rarely resent. */
export class GuardedAuthenticator implements Authenticator {
  constructor(
    private readonly inner: Authenticator,
    private readonly coolDown: CoolDown,
    private readonly exchange: RefusalExchange,
  ) {}

  run<Answer>(request: VendorRequest, attempt: Attempt<Answer>, context: AttemptContext): Promise<Answer> {
    const trial = this.coolDown.isProven ? null : this.exchange.mayTry(context.signal)
    const run = () => this.#runGuarded(request, attempt, context)
    return trial === null ? run() : trial.then((end) => run().finally(end))
  }

  async #runGuarded<Answer>(
    request: VendorRequest,
    attempt: Attempt<Answer>,
    context: AttemptContext,
  ): Promise<Answer> {
    const leave = this.coolDown.enter(request)
    try {
      const answer = await this.inner.run(request, attempt, context)
      this.coolDown.accepted(request)
      return answer
    } catch (error) {
      throw this.coolDown.failed(error, request)
    } finally {
      leave()
    }
  }
}
