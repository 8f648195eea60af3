import type { GraphQLResolveInfo } from 'graphql'
import { Arg, Args, Ctx, Info, Query, Resolver } from 'type-graphql'
import {
  ActiveCallConnection,
  CallConnection,
  SessionConnection,
  SipAccountConnection,
} from '../../../schema/connections.js'
import { ActiveCallOrder } from '../../../schema/enums.js'
import { ActiveCallFilter, CallFilter, SessionFilter, SipAccountFilter } from '../../../schema/filters.js'
import type { ConnectionPage } from '../../engine/page/connection-page.js'
import { listRecords } from '../../engine/page/list-records.js'
import { badInput } from '../../engine/source/bad-input.js'
import { parseGlobalId } from '../../engine/source/global-id.js'
import type { GraphContext } from '../context.js'
import { ListArgs } from '../links/list-arguments.js'
import { selectionOfConnection } from '../links/selection.js'

const ORDER = 'Newest startedAt first (createdAt where a call has not started), ties by source, then nativeId.'

@Resolver()
export class ListResolver {
  @Query(() => CallConnection, { nullable: true, description: `Calls as they stand in the records. ${ORDER}` })
  calls(
    @Arg('filter', () => CallFilter, { nullable: true, description: 'Which calls; all when left out.' })
    filter: CallFilter | undefined,
    @Args(() => ListArgs) args: ListArgs,
    @Ctx() context: GraphContext,
    @Info() info: GraphQLResolveInfo,
  ): ConnectionPage | Promise<ConnectionPage> {
    const parent = parentCallOf(filter, args, context)
    return listRecords(
      context.engine,
      'calls',
      { ...args, filter, ...parent },
      selectionOfConnection(info),
      context.callContext,
    )
  }

  @Query(() => SessionConnection, {
    nullable: true,
    description: `Sessions of the session border controllers. ${ORDER}`,
  })
  sessions(
    @Arg('filter', () => SessionFilter, { nullable: true, description: 'Which sessions; all when left out.' })
    filter: SessionFilter | undefined,
    @Args(() => ListArgs) args: ListArgs,
    @Ctx() context: GraphContext,
    @Info() info: GraphQLResolveInfo,
  ): ConnectionPage | Promise<ConnectionPage> {
    return listRecords(
      context.engine,
      'sessions',
      { ...args, filter },
      selectionOfConnection(info),
      context.callContext,
    )
  }

  @Query(() => SipAccountConnection, {
    nullable: true,
    description: 'SIP trunks and accounts, by source, then nativeId.',
  })
  sipAccounts(
    @Arg('filter', () => SipAccountFilter, { nullable: true, description: 'Which accounts; all when left out.' })
    filter: SipAccountFilter | undefined,
    @Args(() => ListArgs) args: ListArgs,
    @Ctx() context: GraphContext,
    @Info() info: GraphQLResolveInfo,
  ): ConnectionPage | Promise<ConnectionPage> {
    return listRecords(
      context.engine,
      'sipAccounts',
      { ...args, filter },
      selectionOfConnection(info),
      context.callContext,
    )
  }

  @Query(() => ActiveCallConnection, { nullable: true, description: 'Calls that are in progress now.' })
  activeCalls(
    @Arg('filter', () => ActiveCallFilter, { nullable: true, description: 'Which calls; all when left out.' })
    filter: ActiveCallFilter | undefined,
    @Args(() => ListArgs) args: ListArgs,
    @Arg('orderBy', () => ActiveCallOrder, {
      nullable: true,
      defaultValue: ActiveCallOrder.NEWEST_FIRST,
      description: 'The order; ties by source, then nativeId. Sippy order.',
    })
    orderBy: ActiveCallOrder,
    @Ctx() context: GraphContext,
    @Info() info: GraphQLResolveInfo,
  ): ConnectionPage | Promise<ConnectionPage> {
    const selection = selectionOfConnection(info)
    return listRecords(context.engine, 'activeCalls', { ...args, filter, orderBy }, selection, context.callContext)
  }
}

/** Vendors know a parent call by its native id; its global id also says which source has it. */
function parentCallOf(
  filter: CallFilter | undefined,
  args: ListArgs,
  { engine }: GraphContext,
): { filter?: CallFilter; sources?: string[] } {
  const given = filter?.parentCallId
  if (given === undefined || given === null) return {}
  const id = parseGlobalId(given)
  if (id === null) return {}
  if (id.type !== 'Call') throw badInput('filter.parentCallId', `is the id of a ${id.type}, not of a Call`)
  if (engine.sources.find(id.source) === undefined)
    throw badInput('filter.parentCallId', `is of the source ${JSON.stringify(id.source)}, which is not configured`)
  return {
    filter: { ...filter, parentCallId: id.nativeId },
    sources: args.sources ?? [id.source],
  }
}
