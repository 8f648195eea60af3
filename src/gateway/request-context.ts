import DataLoader from 'dataloader'
import type { Access } from '../access/rights/access.js'
import { narrowReads } from '../access/rights/narrow-reads.js'
import type { Principal } from '../access/rights/principal.js'
import type { RateLimits } from '../access/rights/settings.js'
import { OperationSlices } from '../async/operation-slices.js'
import type { SliceScheduler } from '../async/slice-scheduler.js'
import type { Configuration } from '../config/schema.js'
import { OperationBudget } from '../cost/budget.js'
import type { PrincipalLimits } from '../cost/principal-limits.js'
import { StatsBudget } from '../cost/stats-budget.js'
import type { ControlContext, SharedControl } from '../engine/control/control-context.js'
import type { ListEngine } from '../engine/lists/list-engine.js'
import type { PreparedList } from '../engine/lists/prepared-list.js'
import { batchesOf, OperationLookups } from '../engine/lookup/operation-loaders.js'
import { type OwnedList, prepareLists } from '../engine/lookup/owned-lists.js'
import type { ListPlan } from '../engine/reporting/plan-report.js'
import { type CallContext, Freshness, ReadRows } from '../engine/source/call-context.js'
import type { GlobalId } from '../engine/source/global-id.js'
import { OperationLimiter } from '../engine/source/operation-limiter.js'
import { planFor, seesRequests, sourcesFor } from '../engine/source/visibility.js'
import { SourceFailure } from '../errors/source-failure.js'
import type { CallStatsContext, GraphContext } from '../graphql/context.js'
import { LinkedLists } from '../graphql/links/linked-lists.js'
import type { LiveGraph } from '../graphql/live.js'
import type { ContextRequest, RequestPrincipal } from '../server/http/context-request.js'
import { ServerStopping } from '../server/http/request-signals.js'
import type { OperationWatch } from '../telemetry/operation-watch.js'
import type { CostReport, CostReports } from './cost-report.js'
import { mayExplain } from './granted.js'
import { nodesFrom } from './nodes.js'
import { RequestDeadline, RequestStopping } from './request-deadline.js'

// What belongs to one GraphQL request: its deadline, its loaders, and its log line and trace.

/** With the value `1`, the response includes the plan. */
export const EXPLAIN_HEADER = 'x-trunkline-explain'

/** What all requests share. */
export interface SharedParts extends Pick<GraphContext, 'engine' | 'openId'> {
  readonly controlContext: SharedControl
  /** Whether plans are returned to those who may see them. */
  readonly offersPlans: boolean
  /** Shares the event loop between clients. */
  readonly scheduler: SliceScheduler
  readonly costReports: CostReports
  /** Subscriptions for a viewer. */
  readonly live: (access: Access) => LiveGraph
  /** What one operation may cost, by principal. */
  readonly limits: PrincipalLimits
  readonly server: Pick<Configuration['server'], 'deadlineMs' | 'stats'>
}

/** The client whose share of the event loop and of the sources a request uses. */
const clientOf = ({ client }: ContextRequest): string => client.address

/** @throws Error when there is no principal: then no data may be returned. */
function principalOf({ principal }: ContextRequest): RequestPrincipal {
  if (principal == null) throw new Error('a request without a principal must not reach its context')
  return principal
}

/** The engine over those sources that exist for the viewer. */
function engineFor(engine: ListEngine, access: Access): ListEngine {
  const sources = sourcesFor(engine.sources, access)
  return sources === engine.sources ? engine : { ...engine, sources }
}

interface Started {
  readonly callContext: CallContext
  readonly deadline: RequestDeadline
}

interface StartedStats {
  readonly context: CallStatsContext
  /** For the sources. */
  readonly reading: RequestDeadline
  /** For the whole operation, which has to be answered after that. */
  readonly answering: RequestDeadline
}

/**
 * The context of one request. Its parts are created when first used: most requests need few of them.
 * Apollo makes a shallow copy of it, so it has no private names.
 */
export class RequestContext implements GraphContext {
  readonly engine: GraphContext['engine']
  readonly access: GraphContext['access']
  readonly openId: GraphContext['openId']
  readonly plan: ListPlan[] | null
  readonly freshness: Freshness
  private readonly principal: Principal
  private readonly limits: RateLimits
  private readonly parts: {
    started?: Started
    stats?: StartedStats
    slices?: OperationSlices
    isAnswered?: boolean
    budget?: OperationBudget
    lookups?: OperationLookups
    linkedLists?: GraphContext['linkedLists']
    ownedLists?: GraphContext['ownedLists']
  } = {}

  constructor(
    private readonly shared: SharedParts,
    private readonly request: ContextRequest,
    readonly watch: OperationWatch,
  ) {
    const { principal, access, limits } = principalOf(request)
    this.engine = engineFor(shared.engine, access)
    this.access = access
    this.openId = shared.openId
    this.principal = principal
    this.limits = limits
    this.freshness = new Freshness(shared.engine.listCache.generation)
    const isAsked = shared.offersPlans && request.headers[EXPLAIN_HEADER] === '1'
    this.plan = isAsked && mayExplain(access, shared.engine.sources.all) ? [] : null
  }

  get controlContext(): ControlContext {
    const { access, principal, limits, watch } = this
    const { client, signal } = this.request
    const seesCall = (id: GlobalId) => this.seesCall(id)
    const stopping = stoppingOf(signal)
    return { ...this.shared.controlContext, who: client, principal, access, limits, seesCall, watch, stopping }
  }

  /** Whether a call is found among those that may be both read and ended. */
  private async seesCall(id: GlobalId): Promise<boolean> {
    const callContext = { ...this.callContext, access: narrowReads(this.access, 'control:disconnect') }
    return (await new OperationLookups(this.engine, callContext).record({ id }, { inProgress: true })) !== null
  }

  get callContext(): CallContext {
    return (this.parts.started ??= this.start()).callContext
  }

  get callStats(): CallStatsContext {
    if (this.parts.stats === undefined) {
      this.parts.stats = this.startStats()
      this.parts.slices?.signalHasChanged()
    }
    return this.parts.stats.context
  }

  /** Divides the work on the request into slices of the event loop. */
  get slices(): OperationSlices {
    return (this.parts.slices ??= new OperationSlices(
      this.shared.scheduler,
      clientOf(this.request),
      new RequestStopping(this),
    ))
  }

  get budget(): OperationBudget {
    return (this.parts.budget ??= new OperationBudget(this.shared.limits.of(this.request.principal?.limits.operations)))
  }

  /** Null unless the client requests it. */
  get cost(): CostReport | null {
    const isOpen = () => seesRequests(this.engine.sources, this.access)
    return this.shared.costReports.of(this.request.headers, this.budget, isOpen)
  }

  get lookups(): OperationLookups {
    return (this.parts.lookups ??= new OperationLookups(this.engine, this.callContext))
  }

  get nodes(): GraphContext['nodes'] {
    const { lookups } = this
    return nodesFrom((id) => lookups.record({ id }))
  }

  get nodesInProgress(): GraphContext['nodes'] {
    const { lookups } = this
    return nodesFrom((id) => lookups.record({ id }, { inProgress: true }))
  }

  get customers(): GraphContext['nodes'] {
    const { lookups } = this
    return nodesFrom((id) => lookups.customer({ id }))
  }

  get linkedLists(): GraphContext['linkedLists'] {
    return (this.parts.linkedLists ??= new LinkedLists())
  }

  get live(): LiveGraph {
    return this.shared.live(this.access)
  }

  get ownedLists(): GraphContext['ownedLists'] {
    return (this.parts.ownedLists ??= new DataLoader<OwnedList, { readonly list: PreparedList | null }>(
      async (wanted) => prepareLists(this.engine, wanted, this.callContext),
      { cache: false, batchScheduleFn: batchesOf(this.slices) },
    ))
  }

  /**
   * Called when the request has been answered: ends work that is still in progress.
   * @param whole whether it was answered without an error: then no work is left.
   */
  answered(whole: boolean): void {
    this.parts.isAnswered = true
    this.parts.slices?.signalHasChanged()
    this.parts.started?.callContext.readRows?.drop()
    for (const deadline of [this.parts.started?.deadline, this.parts.stats?.reading, this.parts.stats?.answering])
      deadline?.end(whole)
  }

  /** Stops the work on the request. During execution it includes the deadline; while the response is sent, only the client. */
  get stopSignal(): AbortSignal {
    if (this.parts.isAnswered === true) return this.request.signal
    return this.parts.stats?.answering.signal ?? this.callContext.signal
  }

  private start(): Started {
    const { deadlineMs } = this.shared.server
    const deadline = new RequestDeadline(this.request.signal, deadlineMs, "the request's")
    const { plan } = this
    const callContext: CallContext = {
      signal: deadline.signal,
      access: this.access,
      watch: this.watch,
      freshness: this.freshness,
      budget: this.budget,
      limiter: new OperationLimiter(),
      slices: this.slices,
      readRows: new ReadRows(),
      client: clientOf(this.request),
      ...(plan === null ? {} : { explain: (list) => void plan.push(planFor(this.access, this.engine.sources, list)) }),
    }
    return { callContext, deadline }
  }

  private startStats(): StartedStats {
    const { signal } = this.request
    const { deadlineMs, stats } = this.shared.server
    const reading = new RequestDeadline(signal, stats.deadline, 'stats.deadline:')
    const answering = new RequestDeadline(signal, stats.deadline + deadlineMs, "the request's")
    // Its rows are limited by their number, and not by vendor requests.
    const { budget: _, ...callContext } = this.callContext
    const context = { callContext: { ...callContext, signal: reading.signal }, budget: new StatsBudget(stats.maxRows) }
    return { context, reading, answering }
  }
}

/** Aborts when the server stops, but not when the client disconnects: that does not end an action. */
function stoppingOf(signal: AbortSignal): AbortSignal {
  const controller = new AbortController()
  const stop = (): void => {
    if (signal.reason instanceof ServerStopping)
      controller.abort(new SourceFailure('UNAVAILABLE', 'the gateway stopped before the source had answered'))
  }
  if (signal.aborted) stop()
  else signal.addEventListener('abort', stop, { once: true })
  return controller.signal
}
