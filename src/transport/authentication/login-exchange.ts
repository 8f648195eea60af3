import type { Secret } from '../../../adapters/values/secret.js'

// Log-ins that several instances of the gateway share: one of them fetches a token, and the others use it as well.

/** A token that a log-in has given. */
export interface FetchedToken {
  readonly token: Secret
  /** When to fetch another one, by the monotonic clock; infinite when its lifetime is unknown. */
  readonly renewAtMs: number
}

export interface ExchangedToken extends FetchedToken {
  /** The same at all instances that use the token; null: only this instance does. */
  readonly id: string | null
  /** Whether another instance has fetched it. Its refusal says nothing about the credentials. */
  readonly isForeign: boolean
}

export interface LoginExchange {
  /**
   * Returns the token that the instances share, or another one in its place if it is what this returned last.
   * @param logIn fetches a token from the source.
   * @param limitMs how long the caller waits for a token in all.
   * @throws what `logIn` throws.
   */
  get(logIn: () => Promise<FetchedToken>, limitMs: number): Promise<ExchangedToken>
  /** Reports that the source has refused a token: no instance uses it again. */
  refused(token: ExchangedToken): void
  /** Calls back with the id of a token that the source has refused to another instance; one receiver. */
  receive(onRefused: (id: string) => void): void
}

const nothing = (): void => undefined

/** Of one instance alone. */
export const noLoginExchange: LoginExchange = {
  get: async (logIn) => ({ ...(await logIn()), id: null, isForeign: false }),
  refused: nothing,
  receive: nothing,
}
