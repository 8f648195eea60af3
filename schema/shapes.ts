import { Directive, Field, Float, ID, Int, InterfaceType, ObjectType } from 'type-graphql'
import { BalanceKind, CountPrecision, CustomerStatus, Direction } from './enums.js'
import { DateTime, Decimal, type Timestamp } from './scalars.js'
import { Source } from './source.js'

/** A record that GraphQL can resolve through an interface: it carries the name of its GraphQL type. */
export interface Typed {
  readonly typeName: string
}
const typeNameOf = (record: Typed): string => record.typeName

@InterfaceType({ description: 'An object that can be fetched again by its id.', resolveType: typeNameOf })
export abstract class Node {
  @Field(() => ID, { description: 'The global id. It is opaque, and does not change when the gateway restarts.' })
  id!: string
}

@ObjectType({ description: 'One end of a call.', simpleResolvers: true })
export class Party {
  @Field(() => String, { nullable: true, description: 'The number or name, as the vendor wrote it.' })
  number!: string | null

  @Field(() => String, {
    nullable: true,
    description: 'The number in E.164 form; null if it is not a phone number or is withheld.',
  })
  e164!: string | null

  @Field(() => String, { nullable: true, description: 'The name that the vendor reports with the number.' })
  name!: string | null

  @Field(() => Boolean, { description: 'Whether the number is withheld.' })
  anonymous!: boolean
}

@ObjectType({ description: 'An amount of money.', simpleResolvers: true })
export class Money {
  @Field(() => Decimal, { description: 'The amount, with exactly the digits that the vendor wrote.' })
  amount!: string

  @Field(() => String, { nullable: true, description: 'The currency, if the vendor reports it.' })
  currency!: string | null
}

@ObjectType({
  description: 'The balance of a customer or an account. Positive: there is money; negative: it is owed.',
  simpleResolvers: true,
})
export class Balance {
  @Field(() => Money, {
    description:
      'The balance, without the credit limit (Sippy balance, MOR balance and balance_number). The sign is the same for all vendors.',
  })
  amount!: Money

  @Field(() => Money, {
    nullable: true,
    description:
      'How much may be owed (Sippy credit_limit, MOR credit). Null if it is not limited, or the vendor does not report it.',
  })
  creditLimit!: Money | null

  @Field(() => Money, {
    nullable: true,
    description:
      'What can still be spent: the balance and the credit limit. Null unless both are known, in the same currency.',
  })
  available!: Money | null

  @Field(() => BalanceKind, { description: 'Whether it is paid before or after the use (MOR account).' })
  kind!: BalanceKind

  @Field(() => DateTime, { description: 'When the source reported the balance.' })
  asOf!: Timestamp
}

@InterfaceType({
  description: 'The fields that all call records have, for every vendor.',
  implements: Node,
  resolveType: typeNameOf,
})
export abstract class CallRecord extends Node {
  @Field(() => Source, { description: 'The source that reports this call.' })
  source!: Source

  @Field(() => String, {
    description: "The vendor's own key (TelecomX callId, Sippy ID, Restcomm Sid, MOR id).",
  })
  nativeId!: string

  @Field(() => String, {
    nullable: true,
    description:
      'The SIP Call-ID, if the vendor reports it (TelecomX callId, Sippy CALL_ID). It links the legs of one call across sources.',
  })
  sipCallId!: string | null

  @Field(() => Party, {
    description: 'The A-number (TelecomX aNumber, Sippy CLI, Restcomm From and CallerName, MOR src).',
  })
  caller!: Party

  @Field(() => Party, { description: 'The B-number (TelecomX bNumber, Sippy CLD, Restcomm To, MOR localized_dst).' })
  callee!: Party

  @Field(() => Direction, {
    description:
      "The direction of the call, as seen from the vendor's switch (TelecomX direction, Restcomm Direction, Sippy DIRECTION).",
  })
  direction!: Direction

  @Field(() => DateTime, {
    nullable: true,
    description:
      'When the call was set up: the time when the INVITE was received (TelecomX started, Sippy SETUP_TIME, Restcomm StartTime).',
  })
  startedAt!: Timestamp | null

  @Field(() => DateTime, {
    nullable: true,
    description:
      'When the call was answered (TelecomX answered, MOR answer_time). Null if it was not answered, or the vendor does not report it.',
  })
  answeredAt!: Timestamp | null

  @Field(() => DateTime, {
    nullable: true,
    description:
      'When the call ended (TelecomX ended, Restcomm EndTime). Null if it has not ended, or the vendor does not report it.',
  })
  endedAt!: Timestamp | null

  @Field(() => Float, {
    nullable: true,
    description:
      'Talk time in seconds (Sippy DURATION, MOR duration, Restcomm Duration; for TelecomX the time from answered to ended). Null if the vendor does not report it.',
  })
  durationSeconds!: number | null
}

@Directive('@shareable')
@ObjectType({ description: 'The position of a page in its list.', simpleResolvers: true })
export class PageInfo {
  @Field(() => Boolean, { description: 'Whether there are records after this page.' })
  hasNextPage!: boolean

  @Field(() => Boolean, { description: 'Whether there are records before this page.' })
  hasPreviousPage!: boolean

  @Field(() => String, { nullable: true, description: 'The cursor of the first record; null if the page is empty.' })
  startCursor!: string | null

  @Field(() => String, {
    nullable: true,
    description:
      'The cursor of the last record, to continue from. It is also set if the page ended early because the scan budget was used up.',
  })
  endCursor!: string | null
}

@ObjectType({ description: 'How many records there are, and how precise that count is.', simpleResolvers: true })
export class Total {
  @Field(() => Int, { nullable: true, description: 'The count; null if the precision is UNKNOWN.' })
  count!: number | null

  @Field(() => CountPrecision, { description: 'How precise the count is.' })
  precision!: CountPrecision
}

/** For what records that mention a customer do not have. */
const READ_ON_SELECTION = 'It is read from the source when it is selected.'

@Directive('@key(fields: "id")')
@ObjectType({
  description: 'A customer, as one source knows it.',
  implements: Node,
  simpleResolvers: true,
})
export class Customer extends Node implements Typed {
  readonly typeName = 'Customer'

  @Field(() => Source, { description: 'The source that reports this customer.' })
  source!: Source

  @Field(() => String, {
    description:
      "The vendor's own key (TelecomX sourceCustomerId, destinationCustomerId, customer or billingCustomer, Sippy I_CUSTOMER, MOR user_id).",
  })
  nativeId!: string

  @Field(() => String, {
    nullable: true,
    description:
      'The name, if the record that refers to the customer contains it (TelecomX sourceCustomerName, destinationCustomerName, MOR user).',
  })
  name!: string | null

  @Field(() => CustomerStatus, {
    nullable: true,
    description: `The state (TelecomX state, MOR blocked). Null if the vendor does not report it. ${READ_ON_SELECTION}`,
  })
  status!: CustomerStatus | null

  @Field(() => String, {
    nullable: true,
    description: `The state exactly as the vendor wrote it (TelecomX state). ${READ_ON_SELECTION}`,
  })
  vendorStatus!: string | null

  @Field(() => String, {
    nullable: true,
    description: `The name to log in with (Sippy web_login, MOR username). ${READ_ON_SELECTION}`,
  })
  login!: string | null

  @Field(() => String, {
    nullable: true,
    description: `A description (Sippy description). ${READ_ON_SELECTION}`,
  })
  description!: string | null

  @Field(() => Balance, {
    nullable: true,
    description: `The balance. Null if the vendor does not report it. ${READ_ON_SELECTION}`,
  })
  balance!: Balance | null

  @Field(() => String, {
    nullable: true,
    description: `The currency of the customer (Sippy base_currency). ${READ_ON_SELECTION}`,
  })
  baseCurrency!: string | null

  @Field(() => Customer, {
    nullable: true,
    description: `The reseller that the customer belongs to (TelecomX parentReseller, Sippy i_wholesaler, MOR owner_id). ${READ_ON_SELECTION}`,
  })
  parent!: Customer | null
}
