import { Directive, Field, Float, ID, Int, InterfaceType, ObjectType } from 'type-graphql'
import { CountPrecision, Direction } from './enums.js'
import { DateTime, Decimal, type Timestamp } from './scalars.js'
import { Source } from './source.js'

/** What every record that GraphQL resolves through an interface carries: the name of its GraphQL type. */
export interface Typed {
  readonly typeName: string
}
const typeNameOf = (record: Typed): string => record.typeName

@InterfaceType({ description: 'Anything that can be fetched again by its id.', resolveType: typeNameOf })
export abstract class Node {
  @Field(() => ID, { description: 'The global id: opaque, and the same after a restart.' })
  id!: string
}

@ObjectType({ description: 'One end of a call.', simpleResolvers: true })
export class Party {
  @Field(() => String, { nullable: true, description: 'The number or name, as the vendor wrote it.' })
  number!: string | null

  @Field(() => String, {
    nullable: true,
    description: 'The number in E.164 form; null when it is not a phone number or is anonymous.',
  })
  e164!: string | null

  @Field(() => String, { nullable: true, description: 'The name that the vendor tells beside the number.' })
  name!: string | null

  @Field(() => Boolean, { description: 'Whether the number is withheld.' })
  anonymous!: boolean
}

@ObjectType({ description: 'An amount of money.', simpleResolvers: true })
export class Money {
  @Field(() => Decimal, { description: 'The amount, digit for digit as the vendor wrote it.' })
  amount!: string

  @Field(() => String, { nullable: true, description: 'The currency, where the vendor tells it.' })
  currency!: string | null
}

@InterfaceType({
  description: 'What every record of a call has, whichever vendor tells it.',
  implements: Node,
  resolveType: typeNameOf,
})
export abstract class CallRecord extends Node {
  @Field(() => Source, { description: 'The system that tells about this call.' })
  source!: Source

  @Field(() => String, {
    description: "The vendor's own key: TelecomX callId, Sippy ID, Restcomm Sid, MOR id.",
  })
  nativeId!: string

  @Field(() => String, {
    nullable: true,
    description:
      'The SIP Call-ID, where the vendor has it: TelecomX callId, Sippy CALL_ID. It joins the legs of one call across sources.',
  })
  sipCallId!: string | null

  @Field(() => Party, {
    description: 'The A-number: TelecomX aNumber, Sippy CLI, Restcomm From and CallerName, MOR src.',
  })
  caller!: Party

  @Field(() => Party, { description: 'The B-number: TelecomX bNumber, Sippy CLD, Restcomm To, MOR localized_dst.' })
  callee!: Party

  @Field(() => Direction, {
    description: 'TelecomX direction (I, O), Restcomm Direction, Sippy DIRECTION.',
  })
  direction!: Direction

  @Field(() => DateTime, {
    nullable: true,
    description: 'Set-up, when the INVITE was received: TelecomX started, Sippy SETUP_TIME, Restcomm StartTime.',
  })
  startedAt!: Timestamp | null

  @Field(() => DateTime, {
    nullable: true,
    description: 'When the call was answered: TelecomX answered, MOR answer_time. Null: not answered, or not told.',
  })
  answeredAt!: Timestamp | null

  @Field(() => DateTime, {
    nullable: true,
    description: 'When the call ended: TelecomX ended, Restcomm EndTime. Null: not ended, or not told.',
  })
  endedAt!: Timestamp | null

  @Field(() => Float, {
    nullable: true,
    description:
      'Talk time in seconds: Sippy DURATION, MOR duration, Restcomm Duration; TelecomX from answered to ended. Null: not told.',
  })
  durationSeconds!: number | null
}

@Directive('@shareable')
@ObjectType({ description: 'Where a page of a connection stands.', simpleResolvers: true })
export class PageInfo {
  @Field(() => Boolean, { description: 'Whether there are records after this page.' })
  hasNextPage!: boolean

  @Field(() => Boolean, { description: 'Whether there are records before this page.' })
  hasPreviousPage!: boolean

  @Field(() => String, { nullable: true, description: 'The cursor of the first record; null on an empty page.' })
  startCursor!: string | null

  @Field(() => String, {
    nullable: true,
    description:
      'The cursor to continue from. Also there on a page that ended early because a scan budget was used up.',
  })
  endCursor!: string | null
}

@ObjectType({ description: 'How many records there are, and how good that count is.', simpleResolvers: true })
export class Total {
  @Field(() => Int, { nullable: true, description: 'The count; null when the precision is UNKNOWN.' })
  count!: number | null

  @Field(() => CountPrecision, { description: 'How good the count is.' })
  precision!: CountPrecision
}

@Directive('@key(fields: "id")')
@ObjectType({
  description: 'A customer, as one source knows it.',
  implements: Node,
  simpleResolvers: true,
})
export class Customer extends Node implements Typed {
  readonly typeName = 'Customer'

  @Field(() => Source, { description: 'The system that knows this customer.' })
  source!: Source

  @Field(() => String, {
    description:
      "The vendor's own key: TelecomX sourceCustomerId, destinationCustomerId, customer or billingCustomer, Sippy I_CUSTOMER, MOR user_id.",
  })
  nativeId!: string

  @Field(() => String, {
    nullable: true,
    description:
      'The name, where the record that mentions the customer tells it: TelecomX sourceCustomerName, destinationCustomerName, MOR user.',
  })
  name!: string | null
}
