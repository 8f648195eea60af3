import type { GraphQLResolveInfo } from 'graphql'
import { Arg, Args, Ctx, FieldResolver, Info, Query, Resolver, Root } from 'type-graphql'
import { countryOf, toE164 } from '../../../adapters/values/phone-number.js'
import {
  ActiveCallConnection,
  CallConnection,
  SessionConnection,
  SipAccountConnection,
} from '../../../schema/connections.js'
import { ActiveCallFilter, CallFilter, SessionFilter, SipAccountFilter } from '../../../schema/filters.js'
import { PhoneNumber } from '../../../schema/phone-number.js'
import { Party } from '../../../schema/shapes.js'
import { SipAccount } from '../../../schema/sip-account.js'
import type { ConnectionPage } from '../../engine/page/connection-page.js'
import { badInput } from '../../engine/source/bad-input.js'
import { isMaskedNumber } from '../../engine/source/masked-values.js'
import type { GraphContext } from '../context.js'
import { FilterArg, ListArgs } from '../links/list-arguments.js'
import { linkedList, preparedFromEach } from './linked-list.js'

/** A number as an entity of the graph. */
export const toPhoneNumber = (e164: string): PhoneNumber => ({ number: e164, country: countryOf(e164) })

const numberIn = (argument: string, text: string): string => {
  const e164 = toE164(text)
  if (e164 === null)
    throw badInput(
      argument,
      `${JSON.stringify(text)} is not a complete phone number; expected E.164, such as "+4570305050"`,
    )
  return e164
}

@Resolver(() => PhoneNumber)
export class PhoneNumberResolver {
  @Query(() => PhoneNumber, { description: 'A phone number, with everything that the sources report about it.' })
  phoneNumber(
    @Arg('number', () => String, { description: 'The number, in E.164 form or with 00 in front.' }) number: string,
  ): PhoneNumber {
    return toPhoneNumber(numberIn('number', number))
  }

  @FieldResolver(() => CallConnection, { nullable: true, description: 'Calls from and to this number.' })
  calls(
    @Root() { number }: PhoneNumber,
    @FilterArg(() => CallFilter) filter: CallFilter | undefined,
    @Args(() => ListArgs) args: ListArgs,
    @Ctx() context: GraphContext,
    @Info() info: GraphQLResolveInfo,
  ): ConnectionPage | Promise<ConnectionPage> {
    return linkedList(context, 'calls', { owner: { by: 'number', key: number }, args, filter }, info)
  }

  @FieldResolver(() => SessionConnection, { nullable: true, description: 'Sessions from and to this number.' })
  sessions(
    @Root() { number }: PhoneNumber,
    @FilterArg(() => SessionFilter) filter: SessionFilter | undefined,
    @Args(() => ListArgs) args: ListArgs,
    @Ctx() context: GraphContext,
    @Info() info: GraphQLResolveInfo,
  ): ConnectionPage | Promise<ConnectionPage> {
    return linkedList(context, 'sessions', { owner: { by: 'number', key: number }, args, filter }, info)
  }

  @FieldResolver(() => ActiveCallConnection, {
    nullable: true,
    description: 'Calls in progress from and to this number.',
  })
  activeCalls(
    @Root() { number }: PhoneNumber,
    @FilterArg(() => ActiveCallFilter) filter: ActiveCallFilter | undefined,
    @Args(() => ListArgs) args: ListArgs,
    @Ctx() context: GraphContext,
    @Info() info: GraphQLResolveInfo,
  ): ConnectionPage | Promise<ConnectionPage> {
    const sources = [...new Set(args.sources ?? context.engine.sources.all.map(({ name }) => name))]
    const prepare = preparedFromEach(context, sources, { list: 'activeCalls', by: 'number', key: number, filter })
    return linkedList(context, 'activeCalls', { owner: { by: 'number', key: number }, args, filter }, info, prepare)
  }

  @FieldResolver(() => SipAccountConnection, {
    nullable: true,
    description: 'Trunks and accounts that handle this number.',
  })
  sipAccounts(
    @Root() { number }: PhoneNumber,
    @FilterArg(() => SipAccountFilter) filter: SipAccountFilter | undefined,
    @Args(() => ListArgs) args: ListArgs,
    @Ctx() context: GraphContext,
    @Info() info: GraphQLResolveInfo,
  ): ConnectionPage | Promise<ConnectionPage> {
    return linkedList(context, 'sipAccounts', { owner: { by: 'number', key: number }, args, filter }, info)
  }
}

@Resolver(() => Party)
export class PartyResolver {
  @FieldResolver(() => PhoneNumber, {
    nullable: true,
    description: 'The same number across every source; null when it is not a phone number, is anonymous or is masked.',
  })
  phoneNumber(@Root() party: Party): PhoneNumber | null {
    const { e164 } = party
    return e164 === null || isMaskedNumber(e164) ? null : toPhoneNumber(e164)
  }
}

@Resolver(() => SipAccount)
export class SipAccountNumbersResolver {
  @FieldResolver(() => [PhoneNumber], { description: 'The numbers it handles, across every source: TelecomX numbers.' })
  phoneNumbers(@Root() account: SipAccount, @Ctx() context: GraphContext): PhoneNumber[] {
    const source = context.engine.sources.find(account.source.name)
    return account.numbers.flatMap((number) => {
      const e164 = toE164(number, source?.declaration.region)
      return e164 === null ? [] : [toPhoneNumber(e164)]
    })
  }
}
