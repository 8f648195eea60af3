import type { GraphQLResolveInfo } from 'graphql'
import { Arg, Args, Ctx, FieldResolver, Info, Query, Resolver, Root } from 'type-graphql'
import { ActiveCall } from '../../../schema/active-call.js'
import { Call } from '../../../schema/call.js'
import { CallTrace } from '../../../schema/call-trace.js'
import {
  ActiveCallConnection,
  CallConnection,
  SessionConnection,
  SipAccountConnection,
} from '../../../schema/connections.js'
import { ActiveCallFilter, CallFilter, SessionFilter, SipAccountFilter } from '../../../schema/filters.js'
import { Session } from '../../../schema/session.js'
import { CallRecord, Customer } from '../../../schema/shapes.js'
import { SipAccount } from '../../../schema/sip-account.js'
import type { ConnectionPage } from '../../engine/page/connection-page.js'
import { badInput } from '../../engine/source/bad-input.js'
import { type NodeType, toGlobalId } from '../../engine/source/global-id.js'
import { type RecordView, unmasked } from '../../engine/source/records.js'
import { type Trace, traceCall } from '../../engine/trace/trace.js'
import type { GraphContext } from '../context.js'
import { FilterArg, ListArgs } from '../links/list-arguments.js'
import { linkedList, listTogether } from './linked-list.js'

// Links between records. Each is loaded through the loaders of the request, so that a page of records costs a few vendor
// requests; each is nullable, so that a failing source does not remove the record itself.

type Linked = Promise<RecordView | null> | null

/** Another record of the same source, whose native id is in a field; also where that field is masked. */
function linked(context: GraphContext, from: RecordView, type: NodeType, field: string): Linked {
  const nativeId: unknown = Reflect.get(unmasked(from), field)
  return typeof nativeId === 'string' ? context.nodes.load(toGlobalId(type, from.source.name, nativeId)) : null
}

/** The same record read as another type, where the source has a way to fetch it. */
function sameAs(
  { engine, nodes, nodesInProgress }: GraphContext,
  record: RecordView,
  type: 'Session' | 'Call',
): Linked {
  const {
    source: { name },
    nativeId,
    typeName,
  } = unmasked(record)
  const source = engine.sources.find(name)
  const lookup = type === 'Session' ? source?.declaration.lookups.session : source?.declaration.lookups.call
  const isInProgress = typeName === 'ActiveCall'
  if (lookup === undefined || (isInProgress && lookup.onlyWhenOver === true)) return null
  return (isInProgress ? nodesInProgress : nodes).load(toGlobalId(type, name, nativeId))
}

@Resolver(() => Session)
export class SessionLinks {
  @FieldResolver(() => Session, {
    nullable: true,
    description: 'The inbound session that this one is bound to: TelecomX relatedCallId.',
  })
  relatedSession(@Root() session: Session & RecordView, @Ctx() context: GraphContext): Linked {
    return linked(context, session, 'Session', 'relatedSipCallId')
  }

  @FieldResolver(() => SipAccount, {
    nullable: true,
    description: 'The voice account that made the call, if outbound: TelecomX sourceVoiceAccountId.',
  })
  sourceVoiceAccount(@Root() session: Session & RecordView, @Ctx() context: GraphContext): Linked {
    return linked(context, session, 'SipAccount', 'sourceVoiceAccountId')
  }
}

@Resolver(() => Call)
export class CallLinks {
  @FieldResolver(() => Call, { nullable: true, description: 'The call that created this leg: Restcomm ParentCallSid.' })
  parentCall(@Root() call: Call & RecordView, @Ctx() context: GraphContext): Linked {
    return linked(context, call, 'Call', 'parentCallSid')
  }

  @FieldResolver(() => CallConnection, {
    nullable: true,
    description: 'The legs that this call created: Restcomm ParentCallSid.',
  })
  childCalls(
    @Root() call: Call & RecordView,
    @Args(() => ListArgs) args: ListArgs,
    @Ctx() context: GraphContext,
    @Info() info: GraphQLResolveInfo,
  ): ConnectionPage | Promise<ConnectionPage> {
    const owner = { source: call.source.name, by: 'parentCallId', key: unmasked(call).nativeId } as const
    return linkedList(context, 'calls', { owner, args }, info)
  }

  @FieldResolver(() => Session, {
    nullable: true,
    description: 'The session that this call was mapped from: TelecomX.',
  })
  session(@Root() call: Call, @Ctx() context: GraphContext): Linked {
    return sameAs(context, call, 'Session')
  }
}

@Resolver(() => ActiveCall)
export class ActiveCallLinks {
  @FieldResolver(() => Session, {
    nullable: true,
    description: 'The richer record of the session at the same source: TelecomX.',
  })
  session(@Root() call: ActiveCall, @Ctx() context: GraphContext): Linked {
    return sameAs(context, call, 'Session')
  }

  @FieldResolver(() => Call, {
    nullable: true,
    description: 'The record of the call at the same source, where there is one.',
  })
  call(@Root() call: ActiveCall, @Ctx() context: GraphContext): Linked {
    return sameAs(context, call, 'Call')
  }
}

@Resolver(() => SipAccount)
export class SipAccountLinks {
  @FieldResolver(() => SipAccount, {
    nullable: true,
    description: 'The account that calls on this one are rated as: TelecomX parentSipAccount.',
  })
  parentSipAccount(@Root() account: SipAccount & RecordView, @Ctx() context: GraphContext): Linked {
    return linked(context, account, 'SipAccount', 'parentSipAccountId')
  }

  @FieldResolver(() => SessionConnection, {
    nullable: true,
    description: 'Sessions that this account made: TelecomX sourceVoiceAccountId.',
  })
  sessions(
    @Root() account: SipAccount & RecordView,
    @FilterArg(() => SessionFilter) filter: SessionFilter | undefined,
    @Args(() => ListArgs) args: ListArgs,
    @Ctx() context: GraphContext,
    @Info() info: GraphQLResolveInfo,
  ): ConnectionPage | Promise<ConnectionPage> {
    // The vendor can filter by customer; the gateway then filters by account.
    const customerId = filter?.customerId ?? account.customer?.nativeId
    const owner = { source: account.source.name, by: 'accountId', key: unmasked(account).nativeId } as const
    const narrowed = { ...filter, ...(customerId === undefined ? {} : { customerId }) }
    return linkedList(context, 'sessions', { owner, args, filter: narrowed }, info)
  }
}

const ownedBy = ({ source, nativeId }: Customer) => ({ source: source.name, by: 'customerId', key: nativeId }) as const

@Resolver(() => Customer)
export class CustomerLinks {
  @FieldResolver(() => SipAccountConnection, {
    nullable: true,
    description: "The customer's trunks and accounts: TelecomX customer.",
  })
  sipAccounts(
    @Root() customer: Customer,
    @FilterArg(() => SipAccountFilter) filter: SipAccountFilter | undefined,
    @Args(() => ListArgs) args: ListArgs,
    @Ctx() context: GraphContext,
    @Info() info: GraphQLResolveInfo,
  ): ConnectionPage | Promise<ConnectionPage> {
    return listTogether(context, 'sipAccounts', { owner: ownedBy(customer), args, filter }, info)
  }

  @FieldResolver(() => SessionConnection, {
    nullable: true,
    description: 'Sessions from and to the customer: TelecomX customer.',
  })
  sessions(
    @Root() customer: Customer,
    @FilterArg(() => SessionFilter) filter: SessionFilter | undefined,
    @Args(() => ListArgs) args: ListArgs,
    @Ctx() context: GraphContext,
    @Info() info: GraphQLResolveInfo,
  ): ConnectionPage | Promise<ConnectionPage> {
    return linkedList(context, 'sessions', { owner: ownedBy(customer), args, filter }, info)
  }

  @FieldResolver(() => CallConnection, {
    nullable: true,
    description: 'Call records of the customer: TelecomX customer, MOR s_user, Sippy i_customer.',
  })
  calls(
    @Root() customer: Customer,
    @FilterArg(() => CallFilter) filter: CallFilter | undefined,
    @Args(() => ListArgs) args: ListArgs,
    @Ctx() context: GraphContext,
    @Info() info: GraphQLResolveInfo,
  ): ConnectionPage | Promise<ConnectionPage> {
    return linkedList(context, 'calls', { owner: ownedBy(customer), args, filter }, info)
  }

  @FieldResolver(() => ActiveCallConnection, {
    nullable: true,
    description: 'Calls in progress that the customer makes.',
  })
  activeCalls(
    @Root() customer: Customer,
    @FilterArg(() => ActiveCallFilter) filter: ActiveCallFilter | undefined,
    @Args(() => ListArgs) args: ListArgs,
    @Ctx() context: GraphContext,
    @Info() info: GraphQLResolveInfo,
  ): ConnectionPage | Promise<ConnectionPage> {
    return listTogether(context, 'activeCalls', { owner: ownedBy(customer), args, filter }, info)
  }
}

@Resolver(() => CallRecord)
export class TraceResolver {
  @Query(() => CallTrace, { description: 'Every record of one call, from all sources.' })
  callTrace(
    @Arg('sipCallId', () => String, { description: 'The SIP Call-ID.' }) sipCallId: string,
    @Ctx() context: GraphContext,
  ): Promise<Trace> {
    if (sipCallId.trim() === '') throw badInput('sipCallId', 'must not be empty')
    return traceCall(context, sipCallId)
  }

  @FieldResolver(() => CallTrace, {
    nullable: true,
    description: 'Every record of this call, from all sources, in time order.',
  })
  async trace(@Root() record: RecordView, @Ctx() context: GraphContext): Promise<Trace> {
    const sipCallId: unknown = Reflect.get(unmasked(record), 'sipCallId')
    const trace = await traceCall(context, typeof sipCallId === 'string' ? sipCallId : null, record)
    return Reflect.get(record, 'sipCallId') === sipCallId ? trace : { ...trace, sipCallId: null }
  }
}
