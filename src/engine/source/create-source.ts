import type { Declaration, StartDecoder } from '../../../adapters/contract.js'
import type { EpochMs } from '../../../schema/scalars.js'
import type { Capability, Source as SourceNode } from '../../../schema/source.js'
import type { Resilience } from '../../resilience/contract.js'
import type { Transport } from '../../transport/transport.js'
import { RequestDeduplicator } from '../answers/answer-sharing.js'
import { pageForm, type SharedForm, type SourceSharing, unshared } from '../answers/list-sharing.js'
import { slowSourceLimitsFor } from '../answers/slow-source-limits.js'
import { watchAttempt } from '../reporting/events.js'
import type { SentRequest } from './call-context.js'
import { withoutSecrets } from './credentials.js'
import { HealthRecord } from './health.js'
import { createIdSeal, type IdSeal } from './id-seal.js'
import { recordMakers } from './records.js'
import type { Source, SourceOptions } from './source.js'

/** Preparing a request takes about as long as returning this many records. */
const UNITS_PER_REQUEST = 8

export function createSource(parts: {
  readonly name: string
  readonly vendor: string
  readonly title: string
  readonly declaration: Declaration
  readonly capabilities: Capability[]
  readonly options: SourceOptions
  readonly transport: Transport
  readonly resilience: Resilience
  readonly now: () => EpochMs
  readonly monotonicNow: () => number
  readonly onEvent?: Source['onEvent']
  /** Shares lists with other instances; there are none unless given. */
  readonly sharing?: SourceSharing
  /** The share of its full size that the cache of answers may have, from 0 to 1; 1 unless given. */
  readonly cacheShare?: number
  /** Encrypts ids that are masked; with a key of this source alone unless given. */
  readonly idSeal?: IdSeal
}): Source {
  const { name, vendor, title, capabilities, transport, resilience, options, now, monotonicNow, onEvent } = parts
  const { staleOnErrorMs, slowSourceLimits = slowSourceLimitsFor(Infinity) } = options
  const { cacheShare = 1, idSeal = createIdSeal(), sharing = unshared } = parts
  const health = new HealthRecord(now)
  const answers = new RequestDeduplicator({
    ...{ monotonicNow, staleOnErrorMs, slowSourceLimits, onEvent, cacheShare, lists: sharing.lists },
    onFollowed: (request, failure) => (failure === null ? health.succeeded() : health.failed(failure, request)),
  })
  const declaration = withoutSecrets(parts.declaration)
  const forms = formsOf(declaration)
  const node: SourceNode = {
    name,
    vendor,
    title,
    capabilities,
    get health() {
      return health.read()
    },
  }
  return {
    name,
    declaration,
    withSecrets: parts.declaration,
    options,
    now,
    node,
    onEvent,
    records: recordMakers(parts.declaration.lists, node, idSeal),
    // The operation's limiter → freshness and single flight → retry → concurrency, rate, circuit breaker → one attempt
    // with its timeout.
    async ask(request, start, callContext) {
      const {
        signal,
        count,
        keepsAnswers = true,
        freshMs: wantedFreshMs = null,
        wider = [],
        replaceKept = false,
        isAnswer,
        budget,
        limiter,
        trace,
        watch,
        freshness,
        timeoutMs = options.timeoutMs,
        client,
        slices,
        beforeSend,
      } = callContext
      const freshMs = keepsAnswers ? wantedFreshMs : null
      slices?.spend(UNITS_PER_REQUEST)
      const startedAtMs = performance.now()
      const requested = {
        signal,
        freshMs,
        wider,
        replaceKept,
        form: forms.get(start),
        admit: () => budget?.takeVendorRequest(),
        ...(isAnswer === undefined ? {} : { isAnswer }),
      }
      let sent = 0
      const report = (outcome: Pick<SentRequest, 'requests' | 'stale' | 'failed' | 'byCluster'>) =>
        trace?.({ request, ...outcome, milliseconds: performance.now() - startedAtMs })
      const askNow = () =>
        answers.ask(request, start, requested, (flightSignal, decode) => {
          const attempt = (attemptSignal: AbortSignal) => {
            const watched = watch?.begin(name, request)
            const onRequest = () => {
              sent++
              count?.(1)
              watched?.sent()
            }
            return watchAttempt(watched, (headers) =>
              transport.send(request, decode, { signal: attemptSignal, timeoutMs, headers, onRequest, beforeSend }),
            )
          }
          return resilience.run(request, flightSignal, attempt, health, client, isAnswer)
        })
      try {
        const answer = await (limiter?.use(name, options.maxConcurrency, signal, askNow) ?? askNow())
        report({ requests: sent, stale: answer.stale, ...(answer.isFromCluster && { byCluster: true }) })
        const isFresh = !answer.stale && request.confidential !== true
        freshness?.limitTo(isFresh ? answer.bornMs + (freshMs ?? 0) : 0, name)
        return answer
      } catch (error) {
        report({ requests: sent, stale: false, failed: true })
        freshness?.limitTo(0)
        throw error
      }
    },
    checkedAtMs: () => health.checkedAtMs,
    forgetAnswers: () => answers.forget(),
    sharing,
    close: async (options) => {
      await transport.close(options)
      sharing.close()
    },
  }
}

/**
 * The decoders whose answers other instances may have, with a name for each: those of lists, where credentials are dropped
 * from the rows.
 */
function formsOf({ lists }: Declaration): ReadonlyMap<StartDecoder<unknown>, SharedForm> {
  const forms = new Map<StartDecoder<unknown>, SharedForm>()
  for (const [name, list] of Object.entries(lists))
    if (!forms.has(list.decode)) forms.set(list.decode, { name, rows: pageForm })
  return forms
}
