import { Directive, Field, Float, ObjectType } from 'type-graphql'
import { CallDestination, CallRate, Charge, DisconnectCause } from './billing.js'
import { MorCallDetails, PortaSipCallDetails } from './call-details.js'
import { CallStatus, EndedBy, RatingState } from './enums.js'
import { DateTime, type Timestamp } from './scalars.js'
import { CallRecord, Customer, Money, Party, type Typed } from './shapes.js'

@Directive('@key(fields: "id")')
@ObjectType({
  description:
    'A call record: a Restcomm call, a record of Sippy or MOR, or a TelecomX session mapped to the same fields.',
  implements: CallRecord,
  simpleResolvers: true,
})
export class Call extends CallRecord implements Typed {
  readonly typeName = 'Call'

  @Field(() => CallStatus, {
    description:
      'The status of the call (Restcomm Status, MOR disposition; for TelecomX derived from answered, ended and endedReason, for Sippy from result).',
  })
  status!: CallStatus

  @Field(() => String, {
    nullable: true,
    description:
      'The status exactly as the vendor wrote it (Restcomm Status, TelecomX endedReason, Sippy result, MOR dispod).',
  })
  vendorStatus!: string | null

  @Field(() => DateTime, { nullable: true, description: 'When the record was created (Restcomm DateCreated).' })
  createdAt!: Timestamp | null

  @Field(() => DateTime, { nullable: true, description: 'When the record was last changed (Restcomm DateUpdated).' })
  updatedAt!: Timestamp | null

  @Field(() => String, {
    nullable: true,
    description: 'The native id of the call that created this leg (Restcomm ParentCallSid).',
  })
  parentCallSid!: string | null

  @Field(() => Money, {
    nullable: true,
    description:
      'What the customer of this record pays for it, without tax; a charge is positive (Sippy cost, MOR user_price, Restcomm Price and PriceUnit). Null if it is not rated, or the vendor does not report it.',
  })
  price!: Money | null

  @Field(() => RatingState, { description: 'Whether the price is known.' })
  rating!: RatingState

  @Field(() => Money, {
    nullable: true,
    description:
      'What the owner of the configured account pays for the call (MOR provider_price, for resellers self_cost_price; Sippy COST of the export of carriers). One of three prices of a call, in three roles: never add it to another.',
  })
  cost!: Money | null

  @Field(() => [Charge], {
    description:
      'Parts of the price, and what other parties pay, where the vendor reports them. Do not add them to the price.',
  })
  charges!: Charge[]

  @Field(() => CallRate, { nullable: true, description: 'The rate by which the customer is charged.' })
  rate!: CallRate | null

  @Field(() => Float, {
    nullable: true,
    description: 'The seconds that are charged, after rounding (Sippy billed_duration, MOR nice_billsec).',
  })
  billedDurationSeconds!: number | null

  @Field(() => Float, {
    nullable: true,
    description:
      'The seconds from the set-up to the answer; null if the call was not answered (Sippy delay; for TelecomX the time from started to answered).',
  })
  ringDurationSeconds!: number | null

  @Field(() => CallDestination, { nullable: true, description: 'Where the call went, by the tariff of the vendor.' })
  destination!: CallDestination | null

  @Field(() => DisconnectCause, {
    nullable: true,
    description: 'Why the call ended (Sippy result, the number in MOR dispod, TelecomX endedReason).',
  })
  disconnectCause!: DisconnectCause | null

  @Field(() => EndedBy, {
    nullable: true,
    description: 'Who ended the call (TelecomX endedBy, Sippy release_source). Null if the vendor does not report it.',
  })
  endedBy!: EndedBy | null

  @Field(() => String, {
    nullable: true,
    description: 'The account that made the call (Sippy i_account, TelecomX sourceVoiceAccountId).',
  })
  accountId!: string | null

  @Field(() => Customer, {
    nullable: true,
    description:
      'The customer who pays the price (Sippy i_customer, TelecomX sourceCustomerId and sourceCustomerName).',
  })
  customer!: Customer | null

  @Field(() => String, {
    nullable: true,
    description: 'The IP address that the call came from (Sippy remote_ip, TelecomX sourceIP).',
  })
  remoteIp!: string | null

  @Field(() => String, {
    nullable: true,
    description: 'The carrier that the call was sent to (Sippy vendor_name or DST-NAME, MOR provider_name).',
  })
  carrier!: string | null

  @Field(() => Party, {
    nullable: true,
    description:
      'The number as it was dialled, before translation (Sippy cld_in). Null if the vendor does not report it.',
  })
  dialled!: Party | null

  @Field(() => PortaSipCallDetails, {
    nullable: true,
    description: 'Fields that only a softswitch with the Sippy dialect reports; null for all others.',
  })
  portasip!: PortaSipCallDetails | null

  @Field(() => MorCallDetails, { nullable: true, description: 'Fields that only MOR reports; null for all others.' })
  mor!: MorCallDetails | null

  @Field(() => String, {
    nullable: true,
    description: 'human or machine, if answering machine detection was requested (Restcomm AnsweredBy).',
  })
  answeredBy!: string | null

  @Field(() => String, {
    nullable: true,
    description: 'The number that forwarded the call (Restcomm ForwardFrom, TelecomX divertedBy).',
  })
  forwardedFrom!: string | null

  @Field(() => String, {
    nullable: true,
    description: 'The incoming number that received the call (Restcomm PhoneNumberSid).',
  })
  phoneNumberSid!: string | null

  @Field(() => String, { nullable: true, description: 'The API version that wrote the record (Restcomm ApiVersion).' })
  apiVersion!: string | null

  @Field(() => String, { nullable: true, description: "The path of this record in the vendor's API (Restcomm Uri)." })
  uri!: string | null
}
