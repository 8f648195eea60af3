// Refused credentials, which several instances of the gateway remember together: each attempt with wrong ones counts at
// the vendor, whichever instance makes it.

export interface ExchangedRefusals {
  /** Empty: the credentials as a whole; otherwise the operation that is refused. */
  readonly scope: string
  /** How long ago the latest attempts were refused: at most two, the older first. */
  readonly agoMs: readonly number[]
}

/** What the other instances report. */
export interface RefusalReceiver {
  refused(refusals: ExchangedRefusals): void
  /** @param scopes those that are not refused any more. */
  accepted(scopes: readonly string[]): void
}

/** What this instance reports to the others. None of it throws. */
export interface RefusalExchange {
  refused(refusals: ExchangedRefusals): void
  accepted(scopes: readonly string[]): void
  /**
   * Waits until no other instance tries credentials that are not known to be accepted.
   * @returns a function that must be called when the attempt has ended; null: there is no other instance.
   * @throws the signal's reason.
   */
  mayTry(signal: AbortSignal): Promise<() => void> | null
  /** Begins to receive what the others report; one receiver. */
  receive(receiver: RefusalReceiver): void
}

const nothing = (): void => undefined

/** Of one instance alone. */
export const noRefusalExchange: RefusalExchange = {
  refused: nothing,
  accepted: nothing,
  mayTry: () => null,
  receive: nothing,
}
