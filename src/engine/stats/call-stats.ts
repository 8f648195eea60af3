import { OUTCOME_CONDITIONS } from '../../../schema/call-stats.js'
import type { AttemptRecords, CallGrouping, CountPrecision } from '../../../schema/enums.js'
import type { CallFilter } from '../../../schema/filters.js'
import type { EpochMs } from '../../../schema/scalars.js'
import type { Source as SourceNode, SourceReport, TimeWindow } from '../../../schema/source.js'
import type { StatsBudget } from '../../cost/stats-budget.js'
import { conditionsOf } from '../../plan/filter.js'
import { checkRanges } from '../lists/check-ranges.js'
import type { ListEngine } from '../lists/list-engine.js'
import type { FeedRange } from '../rows/row-feed.js'
import { badInput } from '../source/bad-input.js'
import type { CallContext } from '../source/call-context.js'
import { sourcesFailed } from '../source/failures.js'
import { reportContribution, toSourceReport } from '../source/source-report.js'
import { sourcesOfList } from '../source/visibility.js'
import {
  type CallGroup,
  CallGrouper,
  type CallGroups,
  checkGroups,
  type GroupValues,
  sortGroups,
} from './call-groups.js'
import { CallTally, type Knowledge, type Measures } from './call-tally.js'
import { type CountedSource, countSource } from './counted-source.js'
import type { WantedMeasures } from './source-fold.js'
import { canonicalZone, TimeBuckets } from './time-buckets.js'

// Counts and sums of calls that have ended, over a window of time.

export interface CallStatsArguments {
  readonly filter: CallFilter
  readonly sources?: readonly string[] | null | undefined
  readonly groupBy: readonly CallGrouping[]
  readonly timeZone?: string | null | undefined
  readonly wanted: WantedMeasures
}

export interface CallStatsResult extends Measures {
  readonly precision: CountPrecision
  readonly coverage: Coverage & { readonly sources: readonly SourceCoverage[] }
  readonly groups: readonly (GroupValues & Measures)[]
  readonly sources: readonly SourceReport[]
}
interface Coverage {
  readonly from: EpochMs | null
  readonly to: EpochMs
  readonly rowsRead: number
}
interface SourceCoverage extends Coverage {
  readonly source: SourceNode
  readonly attempts: AttemptRecords
}

/**
 * @param budget how many rows may be read, by this and other statistics of the operation.
 * @throws GraphQLError BAD_USER_INPUT naming the argument; SOURCES_FAILED when no source that was queried answered, or none
 * has call records; OPERATION_TOO_COSTLY for too many groups.
 */
export async function countCalls(
  engine: ListEngine,
  args: CallStatsArguments,
  callContext: CallContext,
  budget: StatsBudget,
): Promise<CallStatsResult> {
  const range = windowOf(args.filter)
  checkRanges(args.filter)
  const grouper = new CallGrouper([...new Set(args.groupBy)], new TimeBuckets(zoneOf(args.timeZone)))
  const sources = sourcesOfList(engine.sources, callContext.access, 'calls', 'stats:read').choose(args.sources)
  const { filter, wanted } = args
  const plan = { engine, filter, range, grouper, wanted, budget }
  const counts = await Promise.all(sources.map((source) => countSource(plan, source, callContext)))
  const reports = counts.map((count) =>
    toSourceReport(count.source, callContext.access, {
      ...count,
      totalCount: count.isWhole ? count.counted : null,
      window: windowOfReport(count, range),
    }),
  )
  for (const { source, status, stale } of reports) reportContribution(callContext, source.name, status, stale)
  const capable = counts.filter((count) => !isUnsupported(count))
  const failed = capable.filter(({ failure, fetchedAtMs }) => failure !== null && fetchedAtMs === null)
  // If no source can count, the result is an error and not 0; a viewer without any source sees no calls.
  if (counts.length > 0 && failed.length === capable.length)
    throw sourcesFailed(reports, capable.length > 0 ? [] : sources.map(({ name }) => name))
  const groups = joined(capable)
  const total = new CallTally()
  for (const { tally } of groups.values()) total.addTally(tally)
  const isByOutcome = conditionsOf(filter).some(({ path }) => OUTCOME_CONDITIONS.has(path))
  const isWhole = capable.every((count) => count.isWhole)
  const isGrouped = args.groupBy.length > 0
  return {
    ...total.measures(knowledgeOf(capable, isByOutcome)),
    precision: isWhole ? 'EXACT' : 'AT_LEAST',
    coverage: coverageOf(capable, range),
    groups: isGrouped ? sortGroups(groups).map((group) => toGroup(group, capable, isByOutcome)) : [],
    sources: reports,
  }
}

/** The part of the window that was read whole; null where there is none. */
const windowOfReport = ({ coveredFromMs }: CountedSource, { toMs }: FeedRange): TimeWindow | null =>
  coveredFromMs === null || coveredFromMs >= toMs
    ? null
    : { from: new Date(coveredFromMs).toISOString(), to: new Date(toMs).toISOString() }

const isUnsupported = ({ failure, fetchedAtMs }: CountedSource): boolean =>
  failure?.code === 'UNSUPPORTED' && fetchedAtMs === null

/** @throws GraphQLError BAD_USER_INPUT when an end of the window is missing, or they are in the wrong order. */
function windowOf({ startedFrom, startedTo }: CallFilter): FeedRange {
  const missing = startedFrom == null ? 'startedFrom' : startedTo == null ? 'startedTo' : null
  if (startedFrom == null || startedTo == null)
    throw badInput(
      `filter.${missing}`,
      'is required: statistics are counted over a window of time, from startedFrom up to startedTo',
    )
  if (startedFrom >= startedTo) throw badInput('filter.startedTo', 'must be later than filter.startedFrom')
  return { fromMs: startedFrom, toMs: startedTo }
}

function zoneOf(timeZone: string | null | undefined): string {
  const zone = canonicalZone(timeZone ?? 'UTC')
  if (zone !== null) return zone
  throw badInput(
    'timeZone',
    `${JSON.stringify(timeZone)} is no time zone: give an IANA name such as "Europe/Copenhagen", or an offset such as "+02:00"`,
  )
}

/** The groups of all sources together. */
function joined(counts: readonly CountedSource[]): CallGroups {
  const [only, ...others] = counts
  if (only === undefined || others.length === 0) return only?.groups ?? new Map()
  const all: CallGroups = new Map()
  for (const { groups } of counts)
    for (const [key, { values, source, tally }] of groups) {
      const group = all.get(key) ?? { values, source, tally: new CallTally() }
      all.set(key, group)
      group.tally.addTally(tally)
    }
  checkGroups(all)
  return all
}

/** What is known about the calls of some sources together. */
function knowledgeOf(counts: readonly CountedSource[], isByOutcome: boolean): Knowledge {
  return {
    isWhole: counts.every(({ isWhole }) => isWhole),
    hasEveryAttempt: !isByOutcome && counts.every(({ attempts }) => attempts === 'ALL'),
  }
}

/** A group that is of one source does not depend on the others. */
function toGroup(
  { values, source, tally }: CallGroup,
  counts: readonly CountedSource[],
  isByOutcome: boolean,
): GroupValues & Measures {
  const concerned = source === null ? counts : counts.filter((count) => count.source.name === source.name)
  return { ...values, ...tally.measures(knowledgeOf(concerned, isByOutcome)) }
}

function coverageOf(counts: readonly CountedSource[], { toMs }: FeedRange): CallStatsResult['coverage'] {
  const sources = counts.map(({ source, attempts, coveredFromMs, rowsRead }) => ({
    source: source.node,
    attempts,
    from: coveredFromMs,
    to: toMs,
    rowsRead,
  }))
  const from = sources.some((source) => source.from === null) || sources.length === 0
  return {
    from: from ? null : Math.max(...sources.map((source) => source.from ?? toMs)),
    to: toMs,
    rowsRead: sources.reduce((sum, { rowsRead }) => sum + rowsRead, 0),
    sources,
  }
}
