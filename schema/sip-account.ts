import { Directive, Field, ID, Int, ObjectType } from 'type-graphql'
import { SipAccountStatus, SipConnectionMethod } from './enums.js'
import { DateTime, JSONObject, type Timestamp } from './scalars.js'
import { Balance, Customer, Node, type Typed } from './shapes.js'
import { Source } from './source.js'

@ObjectType({ description: 'A rate plan.', simpleResolvers: true })
export class RatePlan {
  @Field(() => ID, { description: "The vendor's key (TelecomX ratePlan)." })
  id!: string

  @Field(() => String, {
    nullable: true,
    description: 'The name (TelecomX ratePlanName, which only the condensed object has).',
  })
  name!: string | null
}

@ObjectType({ description: 'Voice usage of one month.', simpleResolvers: true })
export class VoiceUsage {
  @Field(() => DateTime, { description: 'The month (TelecomX voiceUsage[].date).' })
  date!: Timestamp

  @Field(() => Int, {
    nullable: true,
    description: 'Seconds of outbound calls to the region homeland (TelecomX voiceUsage[].secsOutHomeland).',
  })
  secondsOutHomeland!: number | null
}

@Directive('@key(fields: "id")')
@ObjectType({
  description: 'A SIP trunk or account (TelecomX), with every documented field of the condensed and the full object.',
  implements: Node,
  simpleResolvers: true,
})
export class SipAccount extends Node implements Typed {
  readonly typeName = 'SipAccount'

  @Field(() => Source, { description: 'The source that has this account.' })
  source!: Source

  @Field(() => String, { description: "The vendor's own key (TelecomX _id)." })
  nativeId!: string

  @Field(() => String, { nullable: true, description: 'The display name (TelecomX name).' })
  name!: string | null

  @Field(() => Boolean, { nullable: true, description: 'Whether it can handle calls (TelecomX active).' })
  active!: boolean | null

  @Field(() => String, { nullable: true, description: "The type of account, always 'SIP' (TelecomX type)." })
  type!: string | null

  @Field(() => [String], { description: 'The numbers it handles, as the vendor writes them (TelecomX numbers).' })
  numbers!: string[]

  @Field(() => SipAccountStatus, { description: 'Whether the SIP client is reachable (TelecomX status).' })
  status!: SipAccountStatus

  @Field(() => SipConnectionMethod, { nullable: true, description: 'How the client connects (TelecomX connection).' })
  connection!: SipConnectionMethod | null

  @Field(() => Customer, { nullable: true, description: 'The customer it belongs to (TelecomX customer).' })
  customer!: Customer | null

  @Field(() => Customer, {
    nullable: true,
    description: 'The customer to bill, if it is another one (TelecomX billingCustomer).',
  })
  billingCustomer!: Customer | null

  @Field(() => RatePlan, { nullable: true, description: 'The rate plan (TelecomX ratePlan and ratePlanName).' })
  ratePlan!: RatePlan | null

  @Field(() => String, {
    nullable: true,
    description: 'The rate plan that replaces the current one at the end of this month (TelecomX newRatePlan).',
  })
  newRatePlanId!: string | null

  @Field(() => String, {
    nullable: true,
    description: 'The address for emergency routing (112, 114) (TelecomX address).',
  })
  addressId!: string | null

  @Field(() => String, {
    nullable: true,
    description: 'The account whose rating applies to calls of this account (TelecomX parentSipAccount).',
  })
  parentSipAccountId!: string | null

  @Field(() => Int, {
    nullable: true,
    description: 'The hosted PBX cluster (TelecomX pbx); null or 0 if there is none.',
  })
  pbx!: number | null

  @Field(() => Boolean, {
    description: 'Whether it is a trunk of a hosted PBX (pbx is set). Such a trunk has no status and no credentials.',
  })
  isPbxTrunk!: boolean

  @Field(() => String, { nullable: true, description: 'Notes, for resellers and administrators (TelecomX notes).' })
  notes!: string | null

  @Field(() => JSONObject, { nullable: true, description: 'Data added by third parties (TelecomX custom).' })
  custom!: Record<string, unknown> | null

  @Field(() => String, { nullable: true, description: 'The SIP server that handles it now (TelecomX sipServer).' })
  sipServer!: string | null

  @Field(() => String, { nullable: true, description: 'The latest user agent of the client (TelecomX userAgent).' })
  userAgent!: string | null

  @Field(() => String, { nullable: true, description: 'The latest registration contact (TelecomX contact).' })
  contact!: string | null

  @Field(() => String, { nullable: true, description: 'The SIP user name (TelecomX username).' })
  username!: string | null

  @Field(() => String, {
    nullable: true,
    description:
      'The SIP password (TelecomX password). It requires the scope sip:credentials; without the scope it is null and an error is reported for its path. It is never logged or cached.',
  })
  password!: string | null

  @Field(() => String, {
    nullable: true,
    description: 'The IP address that the client must call from, and that calls are sent to (TelecomX ipAddress).',
  })
  ipAddress!: string | null

  @Field(() => Int, { nullable: true, description: 'The port that calls are sent to (TelecomX port). Default: 5060.' })
  port!: number | null

  @Field(() => [String], {
    description: 'ISO 3166 codes of the countries that the client may register from (TelecomX countries).',
  })
  countries!: string[]

  @Field(() => Boolean, {
    nullable: true,
    description: 'Whether the client may present any number as the caller: CLIP special arrangement (TelecomX clipSA).',
  })
  clipSpecialArrangement!: boolean | null

  @Field(() => Boolean, {
    nullable: true,
    description: 'Whether +45 is stripped before calls are sent to the client (TelecomX stripDkCountryCode).',
  })
  stripDkCountryCode!: boolean | null

  @Field(() => Boolean, {
    nullable: true,
    description: 'Whether calls from mobiles are prefixed with 03 (TelecomX prefixMobileOriginated).',
  })
  prefixMobileOriginated!: boolean | null

  @Field(() => Boolean, {
    nullable: true,
    description: 'Whether premium-rate numbers may be called (TelecomX highRate).',
  })
  highRate!: boolean | null

  @Field(() => Boolean, {
    nullable: true,
    description: 'Whether numbers outside Denmark may be called (TelecomX international).',
  })
  international!: boolean | null

  @Field(() => String, {
    nullable: true,
    description:
      'Where calls are sent if the client cannot be reached (TelecomX failover): an E.164 number, an IP address, or E.164@IP.',
  })
  failover!: string | null

  @Field(() => Boolean, { nullable: true, description: 'Whether failover is always used (TelecomX alwaysFailover).' })
  alwaysFailover!: boolean | null

  @Field(() => Boolean, {
    nullable: true,
    description:
      'Whether premium-rate and international calls are blocked because of high usage or suspected fraud (TelecomX usageBlock).',
  })
  usageBlock!: boolean | null

  @Field(() => String, {
    nullable: true,
    description: 'The number that is presented if the client presents an invalid one (TelecomX defaultNumber).',
  })
  defaultNumber!: string | null

  @Field(() => Boolean, {
    nullable: true,
    description: 'Whether the default number is always presented (TelecomX alwaysDefaultNumber).',
  })
  alwaysDefaultNumber!: boolean | null

  @Field(() => Boolean, {
    nullable: true,
    description: 'Whether the number is always withheld (TelecomX alwaysSecretNumber).',
  })
  alwaysSecretNumber!: boolean | null

  @Field(() => DateTime, {
    nullable: true,
    description: 'The date up to which the account has been invoiced (TelecomX invoicedUntil).',
  })
  invoicedUntil!: Timestamp | null

  @Field(() => [VoiceUsage], {
    nullable: true,
    description: 'Voice usage of the last 12 months (TelecomX voiceUsage, which only the condensed object has).',
  })
  voiceUsage!: VoiceUsage[]

  @Field(() => Balance, { nullable: true, description: 'The balance (Sippy balance, credit_limit and base_currency).' })
  balance!: Balance | null

  @Field(() => Boolean, { nullable: true, description: 'Whether it is blocked (Sippy blocked).' })
  blocked!: boolean | null

  @Field(() => Boolean, { nullable: true, description: 'Whether its time is over (Sippy expired).' })
  expired!: boolean | null
}
