import type { ActiveCallStatsDeclaration, AnyList } from '../../../adapters/contract.js'
import type { ActiveCallGrouping } from '../../../schema/enums.js'
import type { SourceReport } from '../../../schema/source.js'
import type { Access } from '../../access/rights/access.js'
import { showsEverything } from '../../access/rows/row-view.js'
import type { SourceFailure } from '../../errors/source-failure.js'
import { checkPlan } from '../lists/filter-plans.js'
import type { ListEngine } from '../lists/list-engine.js'
import { visibleFilter } from '../lists/visible-filter.js'
import { detailFor } from '../rows/row-detail.js'
import { queryFor } from '../rows/row-query.js'
import { shortfallOf } from '../rows/snapshot.js'
import type { CallContext, SentRequest } from '../source/call-context.js'
import { explainSent } from '../source/explain.js'
import { failureOf, requireList, sourcesFailed } from '../source/failures.js'
import { unmasked } from '../source/records.js'
import type { Source } from '../source/source.js'
import { type Contribution, reportContribution, toSourceReport } from '../source/source-report.js'
import { rowsOf, sourcesOfList } from '../source/visibility.js'
import { type Counted, countedOf, distinctCalls, groupCalls, type StatsGroup, sumOf } from './stats-groups.js'

// Counts of the calls in progress, the cheapest way each source offers.

export interface StatsArguments {
  readonly filter?: object | null | undefined
  readonly sources?: readonly string[] | null | undefined
  readonly groupBy?: readonly ActiveCallGrouping[] | null | undefined
  /** Whether only the groups are selected, and no count of all calls. */
  readonly groupsOnly?: boolean
}

export interface Stats {
  readonly total: number
  readonly connected: number
  readonly distinctCalls: number
  readonly groups: readonly StatsGroup[]
  readonly sources: readonly SourceReport[]
}

interface SourceCount extends Contribution {
  readonly source: Source
  readonly counted: readonly Counted[]
  /** Whether all calls were counted, and not only those of accounts. */
  readonly countsAll: boolean
  readonly stale: boolean
  readonly requests: number
}

/**
 * @throws GraphQLError BAD_USER_INPUT; SOURCES_FAILED when no source that was queried answered, or none has such a
 * list.
 */
export async function countActiveCalls(
  engine: ListEngine,
  args: StatsArguments,
  callContext: CallContext,
): Promise<Stats> {
  const readable = sourcesOfList(engine.sources, callContext.access, 'activeCalls', 'stats:read')
  const sources = readable.choose(args.sources)
  const groupBy = [...new Set(args.groupBy ?? [])]
  const wanted: Counting = { filter: args.filter ?? {}, groupBy, groupsOnly: args.groupsOnly === true }
  const counts = await Promise.all(sources.map((source) => countSource(engine, source, wanted, callContext)))
  const reports = counts.map((count) => reportOf(callContext.access, count))
  for (const { source, status, stale } of reports) reportContribution(callContext, source.name, status, stale)
  const capable = counts.filter(({ failure }) => failure?.code !== 'UNSUPPORTED')
  const failed = capable.filter(({ failure }) => failure !== null)
  // If no source can count, the result is an error and not 0; a viewer without any source sees no calls.
  if (counts.length > 0 && failed.length === capable.length)
    throw sourcesFailed(reports, capable.length > 0 ? [] : sources.map(({ name }) => name))
  const counted = counts.flatMap((count) => count.counted)
  return {
    total: sumOf(counted, 'total'),
    connected: sumOf(counted, 'connected'),
    distinctCalls: distinctCalls(counted),
    groups: groupBy.length === 0 ? [] : groupCalls(counted, groupBy),
    sources: reports,
  }
}

async function countSource(
  engine: ListEngine,
  source: Source,
  wanted: Counting,
  callContext: CallContext,
): Promise<SourceCount> {
  let requests = 0
  const sent: SentRequest[] = []
  const counting: CallContext = {
    ...callContext,
    count: (added) => (requests += added),
    trace: (request) => sent.push(request),
  }
  const count = await countAs(engine, source, wanted, counting)
  const { counted, failure } = count
  const plan = explainSent(source.name, sent, { rowsRead: sumOf(counted, 'total'), error: failure?.code ?? null })
  callContext.explain?.({ list: 'activeCalls', sources: [plan] })
  // How many requests it takes says how many calls others have.
  const isOpen = showsEverything(rowsOf(callContext.access, source, 'activeCalls', 'stats:read'))
  return { ...count, requests: isOpen ? requests : 0 }
}

async function countAs(
  engine: ListEngine,
  source: Source,
  wanted: Counting,
  callContext: CallContext,
): Promise<Omit<SourceCount, 'requests'>> {
  const { filter, groupBy, groupsOnly } = wanted
  const none = { source, counted: [], shortfall: null, countsAll: true, fetchedAtMs: null, stale: false }
  try {
    const declaration = requireList(source, 'activeCalls')
    const stats = source.declaration.activeCallStats
    const byAccount = groupBy.includes('ACCOUNT') && groupBy.every((by) => by === 'SOURCE' || by === 'ACCOUNT')
    // No account's total includes calls without an account, so counts of all calls come from the list.
    const isOpen = showsEverything(rowsOf(callContext.access, source, 'activeCalls', 'stats:read'))
    // The vendor counts the calls of everybody.
    if (stats !== undefined && isOpen && byAccount && groupsOnly && Object.keys(filter).length === 0) {
      const byAccountCount = await countByAccount(source, stats, callContext).catch((error: unknown) => {
        // Some switches allow this only to their root customer. Their list has the same data.
        if (isRefused(failureOf(error))) return null
        throw error
      })
      if (byAccountCount !== null) return { ...none, ...byAccountCount, countsAll: false, failure: null }
    }
    return { ...none, ...(await countList(engine, source, declaration, wanted, callContext)), failure: null }
  } catch (error) {
    return { ...none, failure: failureOf(error) }
  }
}

/** Whether the vendor itself refuses the operation, as opposed to a log-in refused with an HTTP status. */
const isRefused = ({ code, observed }: SourceFailure): boolean =>
  code === 'REJECTED' || code === 'UNSUPPORTED' || (code === 'UNAUTHENTICATED' && observed === null)

async function countByAccount(source: Source, stats: ActiveCallStatsDeclaration, callContext: CallContext) {
  const freshMs = source.options.freshnessMs.activeCalls
  const { result, receivedAtMs, stale } = await source.ask(stats.request(), stats.decode, {
    ...callContext,
    freshMs,
  })
  const counted = result.map(
    ({ accountId, total, connected }): Counted => ({
      source,
      accountId,
      total,
      connected,
      state: null,
      customerId: null,
      customerName: null,
      direction: null,
      country: null,
      sipCallId: null,
    }),
  )
  return { counted, fetchedAtMs: receivedAtMs, stale }
}

/** The fields that are read of every call, and those that each grouping reads in addition. */
const READ = ['state', 'sipCallId']
const READ_BY: Readonly<Record<ActiveCallGrouping, readonly string[]>> = {
  SOURCE: [],
  STATE: [],
  ACCOUNT: ['accountId'],
  CUSTOMER: ['customer', 'customer.nativeId', 'customer.name'],
  DIRECTION: ['direction'],
  COUNTRY: ['callee', 'callee.e164'],
}

interface Counting {
  readonly filter: object
  readonly groupsOnly: boolean
  readonly groupBy: readonly ActiveCallGrouping[]
}

async function countList(
  engine: ListEngine,
  source: Source,
  declaration: AnyList,
  { filter, groupBy }: Counting,
  callContext: CallContext,
) {
  const plan = engine.listCache.filterPlans.of(source, 'activeCalls', declaration, filter)
  checkPlan(source, declaration, plan)
  const view = rowsOf(callContext.access, source, 'activeCalls', 'stats:read')
  const visible = visibleFilter(view, source, declaration, filter, plan.split)
  if (visible === null) return { counted: [], fetchedAtMs: null, stale: false, shortfall: null }
  const { test, reads } = plan.residual
  const needed = new Set([...READ, ...groupBy.flatMap((by) => READ_BY[by]), ...reads])
  const detail = detailFor(declaration, needed, {}, view.needs)
  const { pushed, parts } = visible
  const query = { ...queryFor('activeCalls', declaration, pushed, detail), ...(parts === undefined ? {} : { parts }) }
  const snapshot = await engine.listCache.seenList(source, query, view, callContext)
  const make = source.records.activeCalls
  const counted: Counted[] = []
  for (const { row } of snapshot.entries) {
    const record = make?.(row, snapshot.fetchedAtMs)
    if (record === undefined) continue
    // Countries and states of calls are no secret; a condition on what is masked was refused before.
    const whole = unmasked(record)
    const read = (name: string): unknown => Reflect.get(name === 'customer' ? record : whole, name)
    if (test(read)) counted.push(countedOf(source, read, groupBy))
  }
  const shortfall = shortfallOf(snapshot, source.options.maxScanRows)
  return { counted, fetchedAtMs: snapshot.fetchedAtMs, stale: snapshot.stale, shortfall }
}

function reportOf(access: Access, count: SourceCount): SourceReport {
  const { source, failure, shortfall, countsAll, counted } = count
  const isComplete = failure === null && shortfall === null && countsAll
  return toSourceReport(source, access, { ...count, totalCount: isComplete ? sumOf(counted, 'total') : null })
}
