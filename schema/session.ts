import { Directive, Field, Int, ObjectType } from 'type-graphql'
import { EndedBy } from './enums.js'
import { CallRecord, Customer, type Typed } from './shapes.js'

@Directive('@key(fields: "id")')
@ObjectType({
  description:
    'A session on the session border controller (TelecomX): every documented field of the condensed and the full object.',
  implements: CallRecord,
  simpleResolvers: true,
})
export class Session extends CallRecord implements Typed {
  readonly typeName = 'Session'

  @Field(() => String, {
    nullable: true,
    description: 'The Call-ID of the inbound call that this one is bound to: TelecomX relatedCallId.',
  })
  relatedSipCallId!: string | null

  @Field(() => Boolean, {
    nullable: true,
    description: 'Whether the caller asked for the number to be hidden: TelecomX aNumberPrivacy.',
  })
  callerPrivacy!: boolean | null

  @Field(() => String, { nullable: true, description: 'The number that diverted the call: TelecomX divertedBy.' })
  divertedBy!: string | null

  @Field(() => String, { nullable: true, description: 'The SBC server that handles the session: TelecomX sbcServer.' })
  sbcServer!: string | null

  @Field(() => String, { nullable: true, description: 'The peer the request came from: TelecomX sourcePeer.' })
  sourcePeer!: string | null

  @Field(() => String, { nullable: true, description: 'The peer the request was sent to: TelecomX destinationPeer.' })
  destinationPeer!: string | null

  @Field(() => Int, { nullable: true, description: 'The RTP proxy in use: TelecomX rtpProxyId.' })
  rtpProxyId!: number | null

  @Field(() => String, { nullable: true, description: 'Flags for the RTP proxy: TelecomX rtpProxyFlags.' })
  rtpProxyFlags!: string | null

  @Field(() => String, { nullable: true, description: 'RTP statistics: TelecomX rtpStat.' })
  rtpStat!: string | null

  @Field(() => String, { nullable: true, description: 'The address that made the INVITE: TelecomX sourceIP.' })
  sourceIp!: string | null

  @Field(() => String, { nullable: true, description: 'The kind of server at the source: TelecomX sourceIPType.' })
  sourceIpType!: string | null

  @Field(() => String, { nullable: true, description: 'The address the request was sent to: TelecomX destinationIP.' })
  destinationIp!: string | null

  @Field(() => String, {
    nullable: true,
    description: 'The kind of server at the destination: TelecomX destinationIPType.',
  })
  destinationIpType!: string | null

  @Field(() => Boolean, {
    nullable: true,
    description: 'Whether the call came from a mobile device: TelecomX mobileOriginated.',
  })
  mobileOriginated!: boolean | null

  @Field(() => String, {
    nullable: true,
    description: 'The MVNO provider the call comes from or goes to: TelecomX mvno. Null: none.',
  })
  mvno!: string | null

  @Field(() => String, {
    nullable: true,
    description: 'What the MVNO adds: a prefix (TDC) or an account code (Telenor): TelecomX mvnoData.',
  })
  mvnoData!: string | null

  @Field(() => String, {
    nullable: true,
    description: 'BYE, CANCEL, a SIP error code (4xx, 5xx, 6xx), BLOCKED, BLACKLISTED or FRAUD: TelecomX endedReason.',
  })
  endedReason!: string | null

  @Field(() => EndedBy, {
    nullable: true,
    description: 'Who ended it: TelecomX endedBy. Null: not ended, or not told.',
  })
  endedBy!: EndedBy | null

  @Field(() => String, {
    nullable: true,
    description: 'The user agent of the host that made the call: TelecomX userAgent.',
  })
  userAgent!: string | null

  @Field(() => Customer, {
    nullable: true,
    description: 'The customer who calls: TelecomX sourceCustomerId and sourceCustomerName.',
  })
  sourceCustomer!: Customer | null

  @Field(() => Customer, {
    nullable: true,
    description: 'The customer who is called, if internal: TelecomX destinationCustomerId and destinationCustomerName.',
  })
  destinationCustomer!: Customer | null

  @Field(() => String, {
    nullable: true,
    description: 'The voice account that made the call, if outbound: TelecomX sourceVoiceAccountId.',
  })
  sourceVoiceAccountId!: string | null

  @Field(() => String, { nullable: true, description: 'The rate plan used: TelecomX sourceRatePlanId.' })
  sourceRatePlanId!: string | null

  @Field(() => String, {
    nullable: true,
    description: 'The person who made the call or owns the phone: TelecomX userName.',
  })
  userName!: string | null

  @Field(() => String, { nullable: true, description: "The user's location: TelecomX userLocation." })
  userLocation!: string | null

  @Field(() => String, { nullable: true, description: "The user's extension: TelecomX userExtension." })
  userExtension!: string | null
}
