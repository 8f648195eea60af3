import { Directive, Field, Int, ObjectType } from 'type-graphql'
import { EndedBy } from './enums.js'
import { CallRecord, Customer, type Typed } from './shapes.js'

@Directive('@key(fields: "id")')
@ObjectType({
  description:
    'A session on the session border controller (TelecomX), with every documented field of the condensed and the full object.',
  implements: CallRecord,
  simpleResolvers: true,
})
export class Session extends CallRecord implements Typed {
  readonly typeName = 'Session'

  @Field(() => String, {
    nullable: true,
    description: 'The SIP Call-ID of the inbound call that this session is bound to (TelecomX relatedCallId).',
  })
  relatedSipCallId!: string | null

  @Field(() => Boolean, {
    nullable: true,
    description: 'Whether the caller requested that the number be hidden (TelecomX aNumberPrivacy).',
  })
  callerPrivacy!: boolean | null

  @Field(() => String, { nullable: true, description: 'The number that diverted the call (TelecomX divertedBy).' })
  divertedBy!: string | null

  @Field(() => String, { nullable: true, description: 'The SBC server that handles the session (TelecomX sbcServer).' })
  sbcServer!: string | null

  @Field(() => String, { nullable: true, description: 'The peer the request came from (TelecomX sourcePeer).' })
  sourcePeer!: string | null

  @Field(() => String, { nullable: true, description: 'The peer the request was sent to (TelecomX destinationPeer).' })
  destinationPeer!: string | null

  @Field(() => Int, { nullable: true, description: 'The RTP proxy in use (TelecomX rtpProxyId).' })
  rtpProxyId!: number | null

  @Field(() => String, { nullable: true, description: 'Flags for the RTP proxy (TelecomX rtpProxyFlags).' })
  rtpProxyFlags!: string | null

  @Field(() => String, { nullable: true, description: 'RTP statistics (TelecomX rtpStat).' })
  rtpStat!: string | null

  @Field(() => String, { nullable: true, description: 'The IP address that sent the INVITE (TelecomX sourceIP).' })
  sourceIp!: string | null

  @Field(() => String, { nullable: true, description: 'The kind of server at the source (TelecomX sourceIPType).' })
  sourceIpType!: string | null

  @Field(() => String, {
    nullable: true,
    description: 'The IP address the request was sent to (TelecomX destinationIP).',
  })
  destinationIp!: string | null

  @Field(() => String, {
    nullable: true,
    description: 'The kind of server at the destination (TelecomX destinationIPType).',
  })
  destinationIpType!: string | null

  @Field(() => Boolean, {
    nullable: true,
    description: 'Whether the call came from a mobile device (TelecomX mobileOriginated).',
  })
  mobileOriginated!: boolean | null

  @Field(() => String, {
    nullable: true,
    description: 'The MVNO provider the call comes from or goes to (TelecomX mvno). Null if there is none.',
  })
  mvno!: string | null

  @Field(() => String, {
    nullable: true,
    description: 'Data that the MVNO adds: a prefix (TDC) or an account code (Telenor). TelecomX mvnoData.',
  })
  mvnoData!: string | null

  @Field(() => String, {
    nullable: true,
    description:
      'Why the session ended (TelecomX endedReason): BYE, CANCEL, a SIP error code (4xx, 5xx, 6xx), BLOCKED, BLACKLISTED or FRAUD.',
  })
  endedReason!: string | null

  @Field(() => EndedBy, {
    nullable: true,
    description:
      'Who ended the session (TelecomX endedBy). Null if it has not ended, or the vendor does not report it.',
  })
  endedBy!: EndedBy | null

  @Field(() => String, {
    nullable: true,
    description: 'The user agent of the host that made the call (TelecomX userAgent).',
  })
  userAgent!: string | null

  @Field(() => Customer, {
    nullable: true,
    description: 'The calling customer (TelecomX sourceCustomerId and sourceCustomerName).',
  })
  sourceCustomer!: Customer | null

  @Field(() => Customer, {
    nullable: true,
    description:
      'The called customer, for internal calls (TelecomX destinationCustomerId and destinationCustomerName).',
  })
  destinationCustomer!: Customer | null

  @Field(() => String, {
    nullable: true,
    description: 'The voice account that made the call, for outbound calls (TelecomX sourceVoiceAccountId).',
  })
  sourceVoiceAccountId!: string | null

  @Field(() => String, { nullable: true, description: 'The rate plan used (TelecomX sourceRatePlanId).' })
  sourceRatePlanId!: string | null

  @Field(() => String, {
    nullable: true,
    description: 'The person who made the call or owns the phone (TelecomX userName).',
  })
  userName!: string | null

  @Field(() => String, { nullable: true, description: "The user's location (TelecomX userLocation)." })
  userLocation!: string | null

  @Field(() => String, { nullable: true, description: "The user's extension (TelecomX userExtension)." })
  userExtension!: string | null
}
