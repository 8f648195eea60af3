import type { Controls } from '../../../adapters/contract.js'
import type { DisconnectOutcome, MakeCallOutcome } from '../../../schema/enums.js'

// Every attempt to act on a switch emits an event before it is sent and another one with its outcome.

/** Who requested an action, as far as the connection shows it. */
export interface Who {
  /** Where the request came from. */
  readonly address: string
  /** The trusted proxy through which it came, and who has logged in there; null: none and nobody. */
  readonly proxy: string | null
  readonly user: string | null
}

/** Who requested an action, as proven by a sign-in. */
interface SignedIn {
  /** Unique among all principals. */
  readonly id: string
  readonly method: 'token' | 'session' | 'key' | 'proxy' | 'certificate' | 'local'
  /** The `jti` of a token, the name of a key; never the credential itself. */
  readonly credentialId: string | null
  /** The fingerprint of the rights at that moment. */
  readonly rights: string
}

/** One attempt to act, for the audit log. */
export interface AuditedAction {
  /** The same in both events of one attempt. */
  readonly actionId: string
  readonly who: Who
  readonly principal: SignedIn
  /** The name that the client gave to its GraphQL operation; at most 100 characters. */
  readonly operationName: string | null
  readonly operation: keyof Controls
  /** As it was named, also where there is no such source. */
  readonly source: string
  /** The vendor's id of what was acted on, or the number that was called; no more than the beginning of a long one. */
  readonly target: string
  /** The arguments as the client wrote them, without the queries of URLs, which may hold secrets. */
  readonly arguments: Readonly<Record<string, string | number>>
}

/** An action is about to be sent: should the process end now, this is all that is known of it. */
interface ControlSendingEvent extends AuditedAction {
  readonly type: 'control-sending'
}

/** How an attempt ended. */
export interface ControlEvent extends AuditedAction {
  readonly type: 'control'
  /**
   * REFUSED: nothing was sent to the source. REPEATED: neither, as the action with the same idempotency key had been
   * requested before.
   */
  readonly outcome: DisconnectOutcome | MakeCallOutcome | 'REFUSED' | 'REPEATED'
  readonly code: string | null
  /** Of a REPEATED action: the id of the one whose answer was returned. */
  readonly repeats?: string
}

export type ActionEvent = ControlEvent | ControlSendingEvent

export interface ActionAudit {
  /**
   * Records an event.
   * @returns nothing, or a promise where that takes time; it rejects when the event could not be recorded.
   */
  record(event: ActionEvent): void | Promise<void>
}
