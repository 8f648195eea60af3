import type { AnyList } from '../../../adapters/contract.js'
import type { AttemptRecords } from '../../../schema/enums.js'
import type { EpochMs } from '../../../schema/scalars.js'
import { type RowView, showsEverything } from '../../access/rows/row-view.js'
import type { StatsBudget } from '../../cost/stats-budget.js'
import { SourceFailure } from '../../errors/source-failure.js'
import { OrderBroken } from '../../plan/locate.js'
import { checkPlan } from '../lists/filter-plans.js'
import type { ListEngine } from '../lists/list-engine.js'
import { visibleFilter } from '../lists/visible-filter.js'
import { needsJoin } from '../rows/joined-rows.js'
import { detailFor } from '../rows/row-detail.js'
import type { FeedRange, RowBatch, RowFeed } from '../rows/row-feed.js'
import type { CallContext, SentRequest } from '../source/call-context.js'
import { explainSent } from '../source/explain.js'
import { failureOf, requireList } from '../source/failures.js'
import type { Source } from '../source/source.js'
import type { Contribution } from '../source/source-report.js'
import { rowsOf } from '../source/visibility.js'
import { type CallReading, feedCalls } from './call-feed.js'
import { type CallGrouper, type CallGroups, checkGroups } from './call-groups.js'
import { type FoldPlan, SourceFold, type WantedMeasures } from './source-fold.js'

// The calls of one source in a window, counted.

/** What is counted, at every source. */
export interface CountingPlan {
  readonly engine: ListEngine
  readonly filter: object
  readonly range: FeedRange
  readonly grouper: CallGrouper
  readonly wanted: WantedMeasures
  readonly budget: StatsBudget
}

export interface CountedSource extends Contribution {
  readonly source: Source
  readonly groups: CallGroups
  readonly attempts: AttemptRecords
  /** Whether every call of the window that the source has was read. */
  readonly isWhole: boolean
  /** From when on the window was read whole; null: that is not known. */
  readonly coveredFromMs: EpochMs | null
  /** Rows that the viewer may see. */
  readonly rowsRead: number
  readonly counted: number
  readonly stale: boolean
  readonly requests: number
}

/** What is read of every call. */
const READ = ['status', 'startedAt', 'answeredAt', 'durationSeconds', 'billedDurationSeconds']
/** A reading may take a thousand requests; the plan shows the first of them. */
const MOST_EXPLAINED = 100

/**
 * Reads and counts the calls of one source. A failure is a part of the result; what was read before it is counted.
 * @throws GraphQLError BAD_USER_INPUT for a filter that the vendor refuses; OPERATION_TOO_COSTLY; what stops the operation.
 */
export async function countSource(
  plan: CountingPlan,
  source: Source,
  callContext: CallContext,
): Promise<CountedSource> {
  const sent: SentRequest[] = []
  let requests = 0
  const counting: CallContext = {
    ...callContext,
    count: (added) => (requests += added),
    ...(callContext.explain === undefined
      ? {}
      : { trace: (request) => void (sent.length < MOST_EXPLAINED && sent.push(request)) }),
  }
  const view = rowsOf(callContext.access, source, 'calls', 'stats:read')
  const count = await countAs(plan, source, view, counting)
  const { rowsRead, counted, failure } = count
  const explained = explainSent(source.name, sent, { rowsRead, rowsKept: counted, error: failure?.code ?? null })
  callContext.explain?.({ list: 'calls', sources: [explained] })
  // How many requests it takes says how many calls others have.
  return { ...count, requests: showsEverything(view) ? requests : 0 }
}

type Counted = Omit<CountedSource, 'requests'>

async function countAs(
  plan: CountingPlan,
  source: Source,
  view: RowView,
  callContext: CallContext,
  isSecondTry = false,
): Promise<Counted> {
  const counting = new Counting(source, plan)
  try {
    const declaration = requireList(source, 'calls')
    counting.attempts = declaration.statistics?.attempts ?? 'RECORDED'
    await counting.run(declaration, view, callContext)
  } catch (error) {
    if (error instanceof OrderBroken && !isSecondTry) {
      // The list is read whole from now on, and none of what was counted holds.
      plan.engine.listCache.distrustOrder(source, 'calls')
      return countAs(plan, source, view, callContext, true)
    }
    return counting.result(failureOf(error))
  }
  return counting.result(null)
}

/** One reading of the calls of a source. */
class Counting {
  attempts: AttemptRecords = 'RECORDED'
  #fold: SourceFold | null = null
  #feed: RowFeed | null = null
  #fetchedAtMs: EpochMs | null = null
  #stale = false
  #shortfall: SourceFailure | null = null

  constructor(
    private readonly source: Source,
    private readonly plan: CountingPlan,
  ) {}

  async run(declaration: AnyList, view: RowView, callContext: CallContext): Promise<void> {
    const { source, plan } = this
    const { engine, filter, grouper, wanted, range } = plan
    const filterPlan = engine.listCache.filterPlans.of(source, 'calls', declaration, filter)
    checkPlan(source, declaration, filterPlan)
    const visible = visibleFilter(view, source, declaration, filter, filterPlan.split)
    const make = source.records.calls
    // A filter about a customer of others: there is nothing to read, and that is all of it.
    if (visible === null || make === undefined) return
    const { residual } = filterPlan
    const rules = declaration.statistics ?? { attempts: this.attempts }
    const needed = new Set([...READ, ...neededFor(wanted), ...grouper.reads, ...residual.reads])
    const detail = detailFor(declaration, needed, {}, [...view.needs, ...(rules.rang?.from ?? [])])
    const { slices } = callContext
    const foldPlan: FoldPlan = { source, make, test: residual.test, grouper, wanted, rules, slices }
    const isJoined = needsJoin(declaration, needed)
    const reading: CallReading = { source, declaration, visible, detail, range, view, isJoined }
    this.#fold = new SourceFold(foldPlan)
    this.#feed = feedCalls(engine, reading, callContext)
    await this.#read(this.#feed, this.#fold, view)
  }

  /** While the rows of one batch are counted, the next one is on its way. */
  async #read(feed: RowFeed, fold: SourceFold, view: RowView): Promise<void> {
    const { budget } = this.plan
    let reading = feed.next()
    for (let batch = await reading; batch !== null; batch = await reading) {
      this.#note(batch)
      budget.take(batch.rowsReturned)
      const goesOn = !budget.isSpent || feed.isDone
      if (goesOn) {
        reading = feed.next()
        // If it fails while this batch is counted, that is noticed when it is awaited.
        reading.catch(() => undefined)
      }
      await fold.add(batch)
      checkGroups(fold.groups)
      if (!goesOn) {
        this.#shortfall = outOfBudget(budget, view)
        return
      }
    }
  }

  #note({ fetchedAtMs, stale }: RowBatch): void {
    this.#fetchedAtMs = Math.min(this.#fetchedAtMs ?? Infinity, fetchedAtMs)
    this.#stale ||= stale
  }

  /** @param failure why the reading ended early; null: it did not fail. */
  result(failure: SourceFailure | null): Counted {
    const [fold, feed] = [this.#fold, this.#feed]
    const shortfall = this.#shortfall ?? feed?.shortfall ?? null
    return {
      source: this.source,
      failure,
      shortfall,
      groups: fold?.groups ?? new Map(),
      attempts: this.attempts,
      isWhole: failure === null && shortfall === null,
      // Without a feed, nothing had to be read.
      coveredFromMs: feed === null ? (failure === null ? this.plan.range.fromMs : null) : feed.coveredFromMs,
      rowsRead: fold?.rowsRead ?? 0,
      counted: fold?.counted ?? 0,
      fetchedAtMs: this.#fetchedAtMs,
      stale: this.#stale,
    }
  }
}

const neededFor = ({ price, cost, causes }: WantedMeasures): readonly string[] => [
  ...(price ? ['price', 'price.amount', 'price.currency'] : []),
  ...(cost ? ['cost', 'cost.amount', 'cost.currency'] : []),
  ...(causes ? ['disconnectCause'] : []),
]

/** Numbers are left out where they would say how many calls others have. */
const outOfBudget = ({ maxRows }: StatsBudget, view: RowView): SourceFailure =>
  new SourceFailure(
    'TOO_LARGE',
    showsEverything(view)
      ? `stats.maxRows: ${maxRows} rows were read, and older ones are left out; choose a shorter window or more conditions`
      : 'the window has more rows than may be read, and older ones are left out; choose a shorter window or more conditions',
  )
