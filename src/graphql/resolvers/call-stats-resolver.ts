import type { GraphQLResolveInfo } from 'graphql'
import { Arg, Ctx, Info, Query, Resolver } from 'type-graphql'
import { CallStats } from '../../../schema/call-stats.js'
import { CallGrouping } from '../../../schema/enums.js'
import { CallFilter } from '../../../schema/filters.js'
import { type CallStatsResult, countCalls } from '../../engine/stats/call-stats.js'
import type { GraphContext } from '../context.js'
import { selectedPaths } from '../links/selection.js'
import { parentCallOf } from './list-resolver.js'

@Resolver()
export class CallStatsResolver {
  @Query(() => CallStats, {
    nullable: true,
    description: 'Counts and sums of calls that have ended, over a window of time.',
  })
  callStats(
    @Arg('filter', () => CallFilter, {
      description: 'Which calls; startedFrom and startedTo are both required.',
    })
    filter: CallFilter,
    @Arg('sources', () => [String], {
      nullable: true,
      description: 'Names of the sources to query; all of them when left out.',
    })
    sources: string[] | undefined,
    @Arg('groupBy', () => [CallGrouping], {
      description: 'What to group by; several make combined groups. Totals only if empty.',
    })
    groupBy: CallGrouping[],
    @Arg('timeZone', () => String, {
      nullable: true,
      description: 'The time zone of hours and days: an IANA name, or an offset such as +02:00; UTC when left out.',
    })
    timeZone: string | undefined,
    @Ctx() context: GraphContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<CallStatsResult> {
    const paths = selectedPaths(info)
    const selects = (...names: string[]) => names.some((name) => paths.has(name) || paths.has(`groups.${name}`))
    const wanted = { price: selects('price', 'margin'), cost: selects('cost', 'margin'), causes: selects('ner') }
    const args = { filter, sources, ...parentCallOf(filter, sources === undefined ? {} : { sources }, context) }
    const { callContext, budget } = context.callStats
    return countCalls(context.engine, { ...args, groupBy, timeZone, wanted }, callContext, budget)
  }
}
