import { ActiveCallGrouping, ActiveCallOrder } from '../../schema/enums.js'
import type { Access } from '../access/rights/access.js'
import type { SourceScope } from '../access/rights/scopes.js'
import type { Clock } from '../async/clock.js'
import type { Timers } from '../async/timers.js'
import type { ListEngine } from '../engine/lists/list-engine.js'
import { queryFor } from '../engine/rows/row-query.js'
import { badInput } from '../engine/source/bad-input.js'
import { failureOf, unsupported } from '../engine/source/failures.js'
import type { Source } from '../engine/source/source.js'
import { rowsOf, sourcesFor, sourcesOfList, sourcesWith } from '../engine/source/visibility.js'
import { SourceFailure } from '../errors/source-failure.js'
import { conditionsOf } from '../plan/filter.js'
import { canCheck } from '../plan/match.js'
import type { ListOrder } from '../plan/order.js'
import type { AlarmReports } from './alarms.js'
import type { IndexedCall } from './call-index.js'
import type { Lens } from './call-view.js'
import { CallsTopic } from './calls-topic.js'
import { HealthTopic } from './health-topic.js'
import { createLens } from './lens.js'
import { listOf, type PolledLists } from './polled-lists.js'
import type { Positions } from './positions.js'
import { type PartParts, SourcePart } from './source-part.js'
import { StatsTopic } from './stats-topic.js'
import type { Topic } from './topic.js'
import { CallWindow } from './window.js'

// Makes the topics of subscriptions from their arguments.

export interface TopicParts {
  readonly engine: ListEngine
  readonly lists: PolledLists
  readonly alarms: AlarmReports | null
  /** How often a source is read, in milliseconds. */
  readonly everyMs: number
  readonly clock: Clock
  readonly timers: Timers
}

/** A subscription in the form that topics are made from. */
export interface TopicQuestion {
  readonly field: string
  readonly args: Readonly<Record<string, unknown>>
  readonly access: Access
  /** Of the channel. */
  readonly positions: Positions
}

const SLOWEST_EVERY_MS = 3_600_000

/**
 * The shortest time between two events, in milliseconds.
 * @throws GraphQLError BAD_USER_INPUT.
 */
export function intervalOf({ everyMs }: TopicQuestion['args'], least: number): number {
  if (everyMs === undefined || everyMs === null) return least
  if (typeof everyMs !== 'number' || everyMs < 1 || everyMs > SLOWEST_EVERY_MS)
    throw badInput('everyMs', `must be from 1 to ${SLOWEST_EVERY_MS} milliseconds`)
  return Math.max(everyMs, least)
}

/** @throws GraphQLError BAD_USER_INPUT naming the argument. */
export function createTopic(its: TopicParts, question: TopicQuestion): Topic {
  const sources = sourcesFor(its.engine.sources, question.access)
  const { field, args, access, positions } = question
  if (field === 'sourceHealth') {
    const chosen = sourcesWith(sources, access, 'sources:read').choose(namesOf(args['sources']))
    const watched = chosen.map((source) => ({ source, poller: its.lists.of(source, {}) }))
    return new HealthTopic({ sources: watched, everyMs: its.everyMs, clock: its.clock, timers: its.timers })
  }
  const scope: SourceScope = field === 'activeCallStats' ? 'stats:read' : 'active:read'
  const readable = sourcesOfList(sources, access, 'activeCalls', scope)
  const chosen = readable.choose(namesOf(args['sources']))
  const filter = filterOf(args['filter'])
  const everyMs = intervalOf(args, its.everyMs)
  const nextPlace = placeCounter()
  const parts = chosen.map((source): PartParts => {
    const poller = its.lists.of(source, filter)
    return { source, poller, lens: lensOf(its, source, access, scope, filter), everyMs, nextPlace, access }
  })
  const now = () => its.clock.now()
  if (field === 'activeCallStats') {
    const groupBy = groupingOf(args['groupBy'])
    return new StatsTopic({
      sources: parts,
      groupBy,
      positions,
      access,
      alarms: its.alarms,
      now,
    })
  }
  const lenses = new Map(parts.map(({ source, lens }) => [source, lens]))
  return new CallsTopic({
    parts: parts.map((part) => new SourcePart(part)),
    window: windowOf(its.engine, args),
    positions,
    now,
    recordOf(source, { call }) {
      const lens = lenses.get(source)
      return lens === undefined || lens instanceof SourceFailure ? null : lens.recordOf(call)
    },
  })
}

const namesOf = (given: unknown): readonly string[] | null =>
  Array.isArray(given) ? given.filter((name) => typeof name === 'string') : null

const isGrouping = (value: unknown): value is ActiveCallGrouping =>
  typeof value === 'string' && value in ActiveCallGrouping
const groupingOf = (given: unknown): readonly ActiveCallGrouping[] =>
  Array.isArray(given) ? [...new Set(given.filter(isGrouping))] : []

function placeCounter(): () => number {
  let place = 0
  return () => ++place
}

/** Polls read whole lists, so the vendor applies no condition. */
function filterOf(given: unknown): object {
  const filter = typeof given === 'object' && given !== null ? given : {}
  for (const { path } of conditionsOf(filter))
    if (!canCheck('activeCalls', path))
      throw badInput(
        `filter.${path}`,
        'only the vendor can check this, and a subscription asks it for all calls; leave it out, or poll a query',
      )
  return filter
}

function lensOf(
  { engine }: TopicParts,
  source: Source,
  access: Access,
  scope: SourceScope,
  filter: object,
): Lens | SourceFailure {
  const declaration = listOf(source)
  if (declaration === null) return unsupported(`${source.node.title} has no list of activeCalls`)
  try {
    const view = rowsOf(access, source, 'activeCalls', scope)
    return createLens(source, declaration, view, filter, engine.listCache.filterPlans)
  } catch (error) {
    return failureOf(error)
  }
}

const isOrder = (value: unknown): value is ActiveCallOrder => typeof value === 'string' && value in ActiveCallOrder

function windowOf(engine: ListEngine, { first, orderBy }: TopicQuestion['args']): CallWindow | null {
  if (first === undefined || first === null) return null
  const { maxPageSize } = engine.limits
  if (typeof first !== 'number' || first < 1 || first > maxPageSize)
    throw badInput('first', `must be from 1 to ${maxPageSize}, or be left out for all calls`)
  const order: ListOrder = isOrder(orderBy) ? orderBy : 'NEWEST_FIRST'
  return new CallWindow(first, (source, call) => rankOf(engine, order, source, call))
}

/** As in queries: a time that was derived once stays the same. */
function rankOf({ listCache }: ListEngine, order: ListOrder, source: Source, { row, seenAtMs }: IndexedCall): number {
  const declaration = listOf(source)
  if (declaration === null) return 0
  return listCache.rowEntriesOf(source).entryOf({ ...queryFor('activeCalls', declaration), order }, row, seenAtMs).rank
}
