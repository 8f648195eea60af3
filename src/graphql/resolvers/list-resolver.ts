import type { GraphQLResolveInfo } from 'graphql'
import { Arg, Args, Ctx, Info, Query, Resolver } from 'type-graphql'
import type { ListName } from '../../../adapters/contract.js'
import {
  ActiveCallConnection,
  CallConnection,
  CustomerConnection,
  SessionConnection,
  SipAccountConnection,
} from '../../../schema/connections.js'
import { ActiveCallOrder } from '../../../schema/enums.js'
import {
  ActiveCallFilter,
  CallFilter,
  CustomerFilter,
  SessionFilter,
  SipAccountFilter,
} from '../../../schema/filters.js'
import type { ConnectionPage } from '../../engine/page/connection-page.js'
import { listRecords } from '../../engine/page/list-records.js'
import type { ListArguments } from '../../engine/page/page-arguments.js'
import { badInput } from '../../engine/source/bad-input.js'
import { parseGlobalId } from '../../engine/source/global-id.js'
import type { GraphContext } from '../context.js'
import { FilterArg, ListArgs } from '../links/list-arguments.js'
import { selectionOfConnection } from '../links/selection.js'

const ORDER = 'Newest startedAt first (createdAt where a call has not started), ties by source, then nativeId.'

const list = (
  { engine, callContext }: GraphContext,
  name: ListName,
  args: ListArguments,
  info: GraphQLResolveInfo,
): ConnectionPage | Promise<ConnectionPage> => listRecords(engine, name, args, selectionOfConnection(info), callContext)

@Resolver()
export class ListResolver {
  @Query(() => CallConnection, { nullable: true, description: `Calls in the call records. ${ORDER}` })
  calls(
    @FilterArg(() => CallFilter, 'calls') filter: CallFilter | undefined,
    @Args(() => ListArgs) args: ListArgs,
    @Ctx() context: GraphContext,
    @Info() info: GraphQLResolveInfo,
  ): ConnectionPage | Promise<ConnectionPage> {
    return list(context, 'calls', { ...args, filter, ...parentCallOf(filter, args, context) }, info)
  }

  @Query(() => SessionConnection, {
    nullable: true,
    description: `Sessions of the session border controllers. ${ORDER}`,
  })
  sessions(
    @FilterArg(() => SessionFilter, 'sessions') filter: SessionFilter | undefined,
    @Args(() => ListArgs) args: ListArgs,
    @Ctx() context: GraphContext,
    @Info() info: GraphQLResolveInfo,
  ): ConnectionPage | Promise<ConnectionPage> {
    return list(context, 'sessions', { ...args, filter }, info)
  }

  @Query(() => SipAccountConnection, {
    nullable: true,
    description: 'SIP trunks and accounts, by source, then nativeId.',
  })
  sipAccounts(
    @FilterArg(() => SipAccountFilter, 'accounts') filter: SipAccountFilter | undefined,
    @Args(() => ListArgs) args: ListArgs,
    @Ctx() context: GraphContext,
    @Info() info: GraphQLResolveInfo,
  ): ConnectionPage | Promise<ConnectionPage> {
    return list(context, 'sipAccounts', { ...args, filter }, info)
  }

  @Query(() => CustomerConnection, {
    nullable: true,
    description: 'Customers, with their balances, by source, then nativeId.',
  })
  customers(
    @FilterArg(() => CustomerFilter, 'customers') filter: CustomerFilter | undefined,
    @Args(() => ListArgs) args: ListArgs,
    @Ctx() context: GraphContext,
    @Info() info: GraphQLResolveInfo,
  ): ConnectionPage | Promise<ConnectionPage> {
    return list(context, 'customers', { ...args, filter }, info)
  }

  @Query(() => ActiveCallConnection, { nullable: true, description: 'Calls that are in progress now.' })
  activeCalls(
    @FilterArg(() => ActiveCallFilter, 'calls') filter: ActiveCallFilter | undefined,
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
    return list(context, 'activeCalls', { ...args, filter, orderBy }, info)
  }
}

/** Vendors know a parent call by its native id; its global id also says which source has it. */
export function parentCallOf(
  filter: CallFilter | undefined,
  args: Pick<ListArgs, 'sources'>,
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
