import { Arg, Ctx, Int, Query, Resolver, Root, type SubscribeResolverData, Subscription } from 'type-graphql'
import { ActiveCallGrouping, ActiveCallOrder } from '../../../schema/enums.js'
import { ActiveCallFilter } from '../../../schema/filters.js'
import { ActiveCallSample, ActiveCallUpdate, SourceHealthUpdate, StatsUpdate } from '../../../schema/live.js'
import type { GraphContext } from '../context.js'
import type { LiveField } from '../live.js'

// Subscriptions. The server executes them by way of `LiveHub`, which makes each event once for all equal subscriptions;
// `subscribe` is for executors that run a subscription themselves.

type Payload = object

/** The events of a subscription as an executor of graphql-js wants them. */
const subscribe = (field: LiveField) => ({
  subscribe: ({ args, context }: SubscribeResolverData<unknown, object, GraphContext>): AsyncIterable<Payload> =>
    context.live.payloads(field, args),
})

const FILTER = 'Which calls; all when left out. Conditions that only a vendor can check are refused.'
const SOURCES = 'Names of the sources to watch; all of them when left out.'
const EVERY =
  'The shortest time between two events, in milliseconds; that of the server when left out, or when it is longer.'
const SINCE =
  'The position of the last event that was received: continues from there if it is recent, else with a SNAPSHOT.'

@Resolver()
export class LiveResolver {
  @Subscription(() => ActiveCallUpdate, {
    ...subscribe('activeCallUpdates'),
    nullable: true,
    description:
      'The calls in progress: all of them, then what changes. Fields that ask a vendor for more, such as `trace`, cannot be selected.',
  })
  activeCallUpdates(
    @Root() update: Payload,
    @Arg('filter', () => ActiveCallFilter, { nullable: true, description: FILTER })
    _filter: ActiveCallFilter | undefined,
    @Arg('sources', () => [String], { nullable: true, description: SOURCES }) _sources: string[] | undefined,
    @Arg('orderBy', () => ActiveCallOrder, {
      nullable: true,
      defaultValue: ActiveCallOrder.NEWEST_FIRST,
      description: 'The order by which `first` chooses calls; without `first` it has no effect.',
    })
    _orderBy: ActiveCallOrder,
    @Arg('first', () => Int, { nullable: true, description: 'Only so many calls, the first ones by `orderBy`.' })
    _first: number | undefined,
    @Arg('since', () => String, { nullable: true, description: SINCE }) _since: string | undefined,
    @Arg('everyMs', () => Int, { nullable: true, description: EVERY }) _everyMs: number | undefined,
  ): Payload {
    return update
  }

  @Subscription(() => StatsUpdate, {
    ...subscribe('activeCallStats'),
    nullable: true,
    description: 'Counts of the calls in progress and the alarms that are raised, whenever they change.',
  })
  activeCallStats(
    @Root() update: Payload,
    @Arg('filter', () => ActiveCallFilter, { nullable: true, description: FILTER })
    _filter: ActiveCallFilter | undefined,
    @Arg('sources', () => [String], { nullable: true, description: SOURCES }) _sources: string[] | undefined,
    @Arg('groupBy', () => [ActiveCallGrouping], {
      nullable: true,
      description: 'By what to count; totals only when left out.',
    })
    _groupBy: ActiveCallGrouping[] | undefined,
    @Arg('everyMs', () => Int, { nullable: true, description: EVERY }) _everyMs: number | undefined,
  ): Payload {
    return update
  }

  @Subscription(() => SourceHealthUpdate, {
    ...subscribe('sourceHealth'),
    nullable: true,
    description: 'The health of the sources, whenever it changes.',
  })
  sourceHealth(
    @Root() update: Payload,
    @Arg('sources', () => [String], { nullable: true, description: SOURCES }) _sources: string[] | undefined,
  ): Payload {
    return update
  }

  @Query(() => [ActiveCallSample], {
    description:
      'How many calls were in progress over the last hours, by source and state, oldest first; kept in memory for six hours. ' +
      'A source is sampled while somebody watches it or `probeEvery` is set; what was not sampled is a gap. ' +
      'It holds totals of all customers, so it needs unrestricted access.',
  })
  activeCallHistory(
    @Arg('minutes', () => Int, { defaultValue: 60, description: 'How far back, from 1 to 360.' }) minutes: number,
    @Ctx() context: GraphContext,
  ): Payload[] {
    return [...context.live.history(minutes)]
  }
}
