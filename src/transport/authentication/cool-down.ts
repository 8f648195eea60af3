import type { VendorRequest } from '../../../adapters/contract.js'
import { SourceFailure } from '../../errors/source-trouble.js'

// Credentials that were refused are tried again seldom, so that no account is locked: at most twice in any minute.

const WINDOW_MS = 60_000
/** How long credentials rest after a refusal, unless two refusals in one minute make it longer. */
export const REFUSED_REST_MS = 31_000
/** The scope of refusals that concern the credentials as a whole, and not one operation. */
const ALL = ''

interface Scope {
  /** When the latest attempts were refused, by the monotonic clock: two at most, the older first. */
  readonly refusedAtMs: number[]
  /** Whether the credentials have been accepted before: then one refusal is confirmed before they rest. */
  hasWorked: boolean
  isTrying: boolean
}

/**
 * Remembers refused credentials. A 401 concerns all that is sent with them; another refusal, such as a 403, may mean that
 * the user lacks one right, and concerns the operation only.
 */
export class CoolDown {
  readonly #scopes = new Map<string, Scope>()
  /** Refusals that have been counted, so that none counts twice. */
  readonly #counted = new WeakSet<SourceFailure>()
  #hasWorked = false

  constructor(private readonly clock: { monotonicNow(): number }) {}

  /** Whether the latest attempt was refused. */
  get isInDoubt(): boolean {
    return (this.#scopes.get(ALL)?.refusedAtMs.length ?? 0) > 0
  }

  /** Whether they have been accepted before. */
  get hasWorked(): boolean {
    return this.#hasWorked
  }

  /** @throws SourceTrouble UNAUTHENTICATED while refused credentials rest. */
  check(scope = ALL): void {
    const found = this.#scopes.get(scope)
    const leftMs = found === undefined ? 0 : nextAtMs(found) - this.clock.monotonicNow()
    if (leftMs > 0) throw suspended(Math.ceil(leftMs / 1000))
  }

  /**
   * Begins a request. Where credentials are in doubt, one request at a time tries them.
   * @returns what must be called when the request has ended.
   * @throws SourceTrouble UNAUTHENTICATED while refused credentials rest or are being tried.
   */
  enter({ operation }: VendorRequest): () => void {
    if (this.#scopes.size === 0) return nothing
    const scopes = [ALL, operation].flatMap((name) => {
      this.check(name)
      return this.#scopes.get(name) ?? []
    })
    if (scopes.some(({ isTrying }) => isTrying)) throw suspended(1)
    for (const scope of scopes) scope.isTrying = true
    return () => {
      for (const scope of scopes) scope.isTrying = false
    }
  }

  /**
   * Records an attempt that was refused.
   * @returns the refusal, to be thrown: as the fault table describes it, or in general words when it does not.
   */
  begin(refusal: SourceFailure): SourceFailure {
    return this.#count(
      ALL,
      refusal.code === 'UNAUTHENTICATED'
        ? refusal
        : new SourceFailure('UNAUTHENTICATED', 'the source refused the configured credentials'),
    )
  }

  /** Records what a request has failed with, where that is a refusal which has not been counted yet. */
  failed(error: unknown, { operation }: VendorRequest): void {
    if (!(error instanceof SourceFailure) || error.code !== 'UNAUTHENTICATED') return
    if (error.neverSent || this.#counted.has(error)) return
    const concernsAll = error.observed?.httpStatus === 401 || error.hint !== undefined
    this.#count(concernsAll ? ALL : operation, error)
  }

  /** Records an attempt after which nothing may be tried for a while, though it was no clear refusal. */
  rest(trouble: SourceFailure): void {
    this.#count(ALL, trouble)
  }

  /** Records that the credentials were accepted. */
  accepted({ operation }: VendorRequest): void {
    this.#hasWorked = true
    if (this.#scopes.size === 0) return
    this.#scopes.delete(ALL)
    this.#scopes.delete(operation)
  }

  #count(name: string, refusal: SourceFailure): SourceFailure {
    const scope = this.#scopes.get(name) ?? { refusedAtMs: [], hasWorked: this.#hasWorked, isTrying: false }
    this.#scopes.set(name, scope)
    scope.refusedAtMs.push(this.clock.monotonicNow())
    if (scope.refusedAtMs.length > 2) scope.refusedAtMs.shift()
    this.#counted.add(refusal)
    return refusal
  }
}

const nothing = (): void => undefined

function nextAtMs({ refusedAtMs, hasWorked }: Scope): number {
  const [older, latest] = refusedAtMs
  if (older === undefined) return 0
  if (latest === undefined) return hasWorked ? 0 : older + REFUSED_REST_MS
  return Math.max(older + WINDOW_MS, latest + REFUSED_REST_MS)
}

const suspended = (seconds: number): SourceFailure =>
  new SourceFailure(
    'UNAUTHENTICATED',
    `the source refused the configured credentials; not tried again for ${seconds} s, so that no account is locked`,
    { retryAfterSeconds: seconds, neverSent: true },
  )
