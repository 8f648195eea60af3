import type { VendorRequest } from '../../../adapters/contract.js'
import { SourceFailure } from '../../errors/source-failure.js'
import { noRefusalExchange, type RefusalExchange } from './refusal-exchange.js'

// Refused credentials are sent again 28 s after a refusal, and 61 s after the refusal before that: the gaps are 28 s and
// 33 s in turn. So there are at most two refusals in any minute, and no account is locked; credentials that are accepted
// again work again within 33 s. The rule is the same for credentials that have worked before: the attempt after 28 s is
// the confirmation, and older rows, which are returned for 30 s by default, last until then.

/** The shortest time between a refusal and the next attempt. */
export const REFUSED_REST_MS = 28_000
/** The shortest time between a refusal and the second attempt after it: more than a minute. */
export const TWO_REFUSALS_MS = 61_000
/** The scope of refusals that concern the credentials as a whole, not one operation. */
const ALL = ''

interface Scope {
  /** When the latest attempts were refused, by the monotonic clock: at most two, the older first. */
  readonly refusedAtMs: number[]
  isTrying: boolean
}

/**
 * Remembers refused credentials. A 401 concerns every request that uses them; another refusal, such as a 403, may mean
 * that the user lacks one permission, and concerns only the operation. So does a 401 where the adapter says that it may.
 */
export class CoolDown {
  readonly #scopes = new Map<string, Scope>()
  /** Refusals that have been counted, so that none counts twice. */
  readonly #counted = new WeakSet<SourceFailure>()
  #hasWorked = false

  constructor(
    private readonly clock: { monotonicNow(): number },
    private readonly exchange: RefusalExchange = noRefusalExchange,
  ) {
    exchange.receive({
      refused: ({ scope, agoMs }) => this.#adopt(scope, agoMs),
      accepted: (scopes) => {
        this.#hasWorked = true
        for (const scope of scopes) this.#scopes.delete(scope)
      },
    })
  }

  /** Whether the latest attempt was refused. */
  get isInDoubt(): boolean {
    return (this.#scopes.get(ALL)?.refusedAtMs.length ?? 0) > 0
  }

  /** Whether the credentials are known to be accepted. */
  get isProven(): boolean {
    return this.#hasWorked && !this.isInDoubt
  }

  /** Whether the credentials have been accepted before. */
  get hasWorked(): boolean {
    return this.#hasWorked
  }

  /** @throws SourceFailure UNAUTHENTICATED while refused credentials must not be sent. */
  check(scope = ALL): void {
    const found = this.#scopes.get(scope)
    const leftMs = found === undefined ? 0 : nextAtMs(found.refusedAtMs) - this.clock.monotonicNow()
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
   * @param isFurther whether this is another attempt of a request whose first attempt was refused.
   * @returns the failure to throw: as the fault table describes it, otherwise a general one.
   */
  refused(refusal: SourceFailure, isFurther = false): SourceFailure {
    return this.#count(
      ALL,
      refusal.code === 'UNAUTHENTICATED'
        ? refusal
        : new SourceFailure('UNAUTHENTICATED', 'the source refused the configured credentials', { said: refusal.said }),
      isFurther,
    )
  }

  /** Whether a 401 says nothing about the credentials, which have been accepted for other operations. */
  isPermission({ observed }: SourceFailure, { mayLackPermission = false }: VendorRequest): boolean {
    return mayLackPermission && this.#hasWorked && !this.isInDoubt && observed?.httpStatus === 401
  }

  /**
   * Records the error of a request if it is a refusal that has not been counted yet.
   * @returns the error to throw.
   */
  failed(error: unknown, request: VendorRequest): unknown {
    if (!(error instanceof SourceFailure) || error.code !== 'UNAUTHENTICATED') return error
    if (error.neverSent || this.#counted.has(error)) return error
    const { operation } = request
    if (this.isPermission(error, request)) return this.#count(operation, withoutPermission(error))
    const concernsAll = error.observed?.httpStatus === 401 || error.hint !== undefined
    return this.#count(concernsAll ? ALL : operation, error)
  }

  /** Records an attempt that was not clearly refused, but after which nothing may be tried for a while. */
  rest(failure: SourceFailure): void {
    this.#count(ALL, failure)
  }

  /** Records that the credentials were accepted. */
  accepted({ operation }: VendorRequest): void {
    const isFirst = !this.#hasWorked
    this.#hasWorked = true
    const scopes = this.#scopes.size === 0 ? [] : [ALL, operation].filter((scope) => this.#scopes.delete(scope))
    if (isFirst || scopes.length > 0) this.exchange.accepted(scopes)
  }

  /** Takes over what another instance was refused, unless this one knows of a later refusal. */
  #adopt(name: string, agoMs: readonly number[]): void {
    const { refusedAtMs } = this.#scopeOf(name)
    const theirs = agoMs.slice(-2).map((each) => this.clock.monotonicNow() - each)
    if ((theirs.at(-1) ?? 0) > (refusedAtMs.at(-1) ?? Number.NEGATIVE_INFINITY))
      refusedAtMs.splice(0, refusedAtMs.length, ...theirs)
  }

  #count(name: string, refusal: SourceFailure, isFurther = false): SourceFailure {
    const { refusedAtMs } = this.#scopeOf(name)
    const nowMs = this.clock.monotonicNow()
    this.#counted.add(refusal)
    // Nothing is sent while credentials are suspended: this attempt was in flight when an earlier one was refused, and
    // says nothing new.
    if (nowMs < nextAtMs(refusedAtMs) && !isFurther) return refusal
    refusedAtMs.push(nowMs)
    if (refusedAtMs.length > 2) refusedAtMs.shift()
    this.exchange.refused({ scope: name, agoMs: refusedAtMs.map((atMs) => nowMs - atMs) })
    return refusal
  }

  #scopeOf(name: string): Scope {
    const scope = this.#scopes.get(name) ?? { refusedAtMs: [], isTrying: false }
    this.#scopes.set(name, scope)
    return scope
  }
}

const nothing = (): void => undefined

const withoutPermission = ({ message, observed }: SourceFailure): SourceFailure =>
  new SourceFailure('UNAUTHENTICATED', message, { observed, concernsOperation: true })

/** @param refusedAtMs when the latest attempts were refused: at most two, the older first. */
function nextAtMs([first, second]: readonly number[]): number {
  if (first === undefined) return 0
  return second === undefined ? first + REFUSED_REST_MS : Math.max(first + TWO_REFUSALS_MS, second + REFUSED_REST_MS)
}

const suspended = (seconds: number): SourceFailure =>
  new SourceFailure(
    'UNAUTHENTICATED',
    `the source refused the configured credentials; not tried again for ${seconds} s, so that no account is locked`,
    { retryAfterSeconds: seconds, neverSent: true },
  )
