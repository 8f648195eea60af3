import type { VendorRequest } from '../../../adapters/contract.js'
import { SourceFailure } from '../../errors/source-failure.js'

// Refused credentials are tried again at most twice in any minute, so that no account is locked.

const WINDOW_MS = 60_000
/** How long credentials are not sent after a refusal, unless two refusals within a minute make it longer. */
export const REFUSED_REST_MS = 31_000
/** The scope of refusals that concern the credentials as a whole, not one operation. */
const ALL = ''

interface Scope {
  /** When the latest attempts were refused, by the monotonic clock: at most two, the older first. */
  readonly refusedAtMs: number[]
  /** Whether the credentials have been accepted before: then a first refusal is confirmed by one more attempt. */
  hasWorked: boolean
  isTrying: boolean
}

/**
 * Remembers refused credentials. A 401 concerns every request that uses them; another refusal, such as a 403, may mean
 * that the user lacks one permission, and concerns only the operation.
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

  /** Whether the credentials have been accepted before. */
  get hasWorked(): boolean {
    return this.#hasWorked
  }

  /** @throws SourceFailure UNAUTHENTICATED while refused credentials must not be sent. */
  check(scope = ALL): void {
    const found = this.#scopes.get(scope)
    const leftMs = found === undefined ? 0 : nextAtMs(found) - this.clock.monotonicNow()
    if (leftMs > 0) throw suspended(Math.ceil(leftMs / 1000))
  }

  /**
   * Starts a request. While credentials are in doubt, one request at a time tries them.
   * @returns a function that must be called when the request has ended.
   * @throws SourceFailure UNAUTHENTICATED while refused credentials must not be sent, or another request tries them.
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
   * Records a refused attempt.
   * @returns the failure to throw: as the fault table describes it, otherwise a general one.
   */
  begin(refusal: SourceFailure): SourceFailure {
    return this.#count(
      ALL,
      refusal.code === 'UNAUTHENTICATED'
        ? refusal
        : new SourceFailure('UNAUTHENTICATED', 'the source refused the configured credentials'),
    )
  }

  /** Records the error of a request if it is a refusal that has not been counted yet. */
  failed(error: unknown, { operation }: VendorRequest): void {
    if (!(error instanceof SourceFailure) || error.code !== 'UNAUTHENTICATED') return
    if (error.neverSent || this.#counted.has(error)) return
    const concernsAll = error.observed?.httpStatus === 401 || error.hint !== undefined
    this.#count(concernsAll ? ALL : operation, error)
  }

  /** Records an attempt that was not clearly refused, but after which nothing may be tried for a while. */
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
