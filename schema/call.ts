import { Directive, Field, ObjectType } from 'type-graphql'
import { CallStatus } from './enums.js'
import { DateTime, type Timestamp } from './scalars.js'
import { CallRecord, Money, type Typed } from './shapes.js'

@Directive('@key(fields: "id")')
@ObjectType({
  description: 'A call record: a Restcomm call, or a TelecomX session mapped to the same fields.',
  implements: CallRecord,
  simpleResolvers: true,
})
export class Call extends CallRecord implements Typed {
  readonly typeName = 'Call'

  @Field(() => CallStatus, {
    description: 'The status of the call (Restcomm Status; for TelecomX derived from answered, ended and endedReason).',
  })
  status!: CallStatus

  @Field(() => String, {
    nullable: true,
    description: 'The status exactly as the vendor wrote it (Restcomm Status, TelecomX endedReason).',
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
    description: 'The charge (Restcomm Price and PriceUnit). Null until it is known.',
  })
  price!: Money | null

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
