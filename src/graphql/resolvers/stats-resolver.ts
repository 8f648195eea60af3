import type { GraphQLResolveInfo } from 'graphql'
import { Arg, Ctx, Info, Query, Resolver } from 'type-graphql'
import { ActiveCallStats } from '../../../schema/active-call-stats.js'
import { ActiveCallGrouping } from '../../../schema/enums.js'
import { ActiveCallFilter } from '../../../schema/filters.js'
import { countActiveCalls, type Stats } from '../../engine/stats/active-call-stats.js'
import type { GraphContext } from '../context.js'
import { selects } from '../links/selection.js'

/** The fields that count all calls together. */
const OF_ALL_CALLS = ['total', 'connected', 'distinctCalls']

@Resolver()
export class StatsResolver {
  @Query(() => ActiveCallStats, {
    nullable: true,
    description: 'Counts of the calls in progress, the cheapest way each source offers.',
  })
  activeCallStats(
    @Arg('filter', () => ActiveCallFilter, { nullable: true, description: 'Which calls; all when left out.' })
    filter: ActiveCallFilter | undefined,
    @Arg('sources', () => [String], {
      nullable: true,
      description: 'Names of the sources to ask; all of them when left out.',
    })
    sources: string[] | undefined,
    @Arg('groupBy', () => [ActiveCallGrouping], {
      nullable: true,
      description: 'By what to count; totals only when left out.',
    })
    groupBy: ActiveCallGrouping[] | undefined,
    @Ctx() context: GraphContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Stats> {
    const groupsOnly = !OF_ALL_CALLS.some((name) => selects(info, name))
    return countActiveCalls(context.engine, { filter, sources, groupBy, groupsOnly }, context.callContext)
  }
}
