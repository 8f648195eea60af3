// An operator's hooks: a module that the configuration names in `hooks`, whose default export is an object of this
// form. This file is the whole interface, and imports nothing: it is published as `trunkline/hooks`.

/** What a module of hooks exports by default; all of its functions are optional. */
export interface Hooks {
  /**
   * Called before each GraphQL operation and export, once its sender is known and its rights and rates are checked; also
   * if the answer then comes from a cache. It is not called for what is refused earlier, such as an invalid document.
   *
   * The request waits for a promise, for five seconds at most. If it throws, the request ends with `INTERNAL`: nothing is
   * executed.
   * @returns nothing, or why the request is refused: with the code FORBIDDEN and this message.
   */
  beforeRequest?(request: HookRequest, operation: HookOperation): HookVerdict | Promise<HookVerdict>
  /**
   * Called when an answer has been made, before it is sent; also for operations that were refused or not valid. It changes
   * nothing: what it throws is logged, and the answer is sent as it is, because the operation has been executed.
   */
  afterAnswer?(request: HookRequest, answer: HookAnswer): void | Promise<void>
  /** Called for events that belong to no answer. What it throws is logged. */
  onEvent?(event: HookEvent): void | Promise<void>
}

/** Nothing: the request may pass; or the message for its sender. */
// biome-ignore lint/suspicious/noConfusingVoidType: a function without a return statement returns void
export type HookVerdict = void | null | { readonly refuse: string }

/** One HTTP request: the same object in all calls for it, so that hooks can use it as a key (WeakMap). */
export interface HookRequest {
  /** As the response has it in `x-request-id`. */
  readonly id: string
  /** The address of the client, as far as `server.trustedProxies` says. */
  readonly address: string
  /** Names in lower case, without the headers that hold credentials. */
  readonly headers: Readonly<Record<string, string>>
  /** Who has sent it; null where that is not known. */
  readonly principal: HookPrincipal | null
}

export interface HookPrincipal {
  /** Unique among all principals. */
  readonly id: string
  /** For people: the subject of a token, the name of a key. */
  readonly name: string
  readonly roles: readonly string[]
  readonly tenant: string | null
}

export interface HookOperation {
  /** Null for an operation without a name. */
  readonly name: string | null
  readonly type: 'query' | 'mutation' | 'subscription'
  /** Whether it is an export, which is sent without a document: then `document` is the query that selects the same. */
  readonly isExport: boolean
  /** The operation and its fragments as text; printed when it is read. */
  readonly document: string
  /** As the client sent them; they must not be changed. */
  readonly variables: Readonly<Record<string, unknown>>
}

export interface HookAnswer {
  /** Null where there was no operation, or one without a name. */
  readonly operationName: string | null
  readonly operationType: 'query' | 'mutation' | 'subscription' | null
  /** `extensions.code` of its errors; empty for none. */
  readonly errorCodes: readonly string[]
  /** Whether it was made for another request, and shared. */
  readonly shared: boolean
  readonly durationMs: number
}

/** More types may be added: ignore those that you do not know. */
export type HookEvent = SourceHookEvent | ActionHookEvent | ReloadHookEvent | RefusedHookEvent

/** The circuit breaker of a source has changed: `open` stops requests to it, `half-open` tries one, `closed` is normal. */
export interface SourceHookEvent {
  readonly type: 'source'
  readonly source: string
  readonly breaker: 'closed' | 'open' | 'half-open'
}

/** An attempt to end or place calls: before it is sent (`outcome` is null), and with its outcome. */
export interface ActionHookEvent {
  readonly type: 'action'
  /** The same in both events of one attempt. */
  readonly actionId: string
  readonly principalId: string
  readonly address: string
  /** Such as `disconnectCall`. */
  readonly operation: string
  readonly source: string
  /** The vendor's id of what was acted on, or the number that was called. */
  readonly target: string
  /** As in the graph; or REFUSED: nothing was sent; or REPEATED: the same idempotency key was sent again. */
  readonly outcome: string | null
  /** Why it was refused, or failed. */
  readonly code: string | null
}

/** The configuration was reloaded; the hooks of the configuration in use afterwards are called. */
export interface ReloadHookEvent {
  readonly type: 'reload'
  readonly outcome: 'reloaded' | 'refused'
  /** SIGHUP, watch, or the id of a principal. */
  readonly trigger: string
  readonly faults: readonly string[]
}

/** A request was refused before its operation was read, such as for a wrong credential. */
export interface RefusedHookEvent {
  readonly type: 'refused'
  readonly status: number
  readonly code: string
  readonly reason: string
  /** Null when no valid request arrived. */
  readonly method: string | null
  readonly address: string | null
  readonly principalId: string | null
  readonly requestId: string | null
}
