import { Field, Float, ObjectType } from 'type-graphql'
import { Decimal } from './scalars.js'

// Fields of call records that only one vendor reports.

@ObjectType({
  description: 'Fields of a call record that only a softswitch with the Sippy dialect reports.',
  simpleResolvers: true,
})
export class PortaSipCallDetails {
  @Field(() => String, {
    nullable: true,
    description: 'The id of the call, which all of its records share (Sippy i_call).',
  })
  callId!: string | null

  @Field(() => String, {
    nullable: true,
    description: 'The A-number as it was received, before translation (Sippy cli_in).',
  })
  receivedCaller!: string | null

  @Field(() => String, { nullable: true, description: 'The header P-Asserted-Identity (Sippy p_asserted_id).' })
  assertedIdentity!: string | null

  @Field(() => String, { nullable: true, description: 'The header Remote-Party-ID (Sippy remote_party_id).' })
  remotePartyId!: string | null

  @Field(() => String, { nullable: true, description: 'The user agent of the caller (Sippy user_agent).' })
  userAgent!: string | null

  @Field(() => String, { nullable: true, description: 'The protocol of the caller (Sippy protocol).' })
  protocol!: string | null

  @Field(() => String, {
    nullable: true,
    description: 'Who released the call, as the vendor wrote it (Sippy release_source).',
  })
  releaseSource!: string | null

  @Field(() => String, {
    nullable: true,
    description: 'The routing number of the B-number if it was ported (Sippy lrn_cld).',
  })
  calleeRoutingNumber!: string | null

  @Field(() => String, {
    nullable: true,
    description: 'The routing number of the dialled number if it was ported (Sippy lrn_cld_in).',
  })
  dialledRoutingNumber!: string | null

  @Field(() => Float, {
    nullable: true,
    description: 'The seconds that were taken from minutes of a service plan (Sippy plan_duration).',
  })
  planDurationSeconds!: number | null

  @Field(() => Float, { nullable: true, description: 'The free seconds of the rate (Sippy free_seconds).' })
  freeSeconds!: number | null

  @Field(() => Float, { nullable: true, description: 'The grace period of the rate, in seconds (Sippy grace_period).' })
  gracePeriodSeconds!: number | null

  @Field(() => Float, {
    nullable: true,
    description:
      'The seconds from the set-up to the answer, or to the end of a call that was not answered (Sippy delay).',
  })
  setupDelaySeconds!: number | null

  @Field(() => Float, {
    nullable: true,
    description: 'The seconds from the set-up to the first provisional response (Sippy pdd1xx).',
  })
  postDialDelaySeconds!: number | null
}

@ObjectType({ description: 'Fields of a call record that only MOR reports.', simpleResolvers: true })
export class MorCallDetails {
  @Field(() => String, {
    nullable: true,
    description: 'The unique id of the call (MOR uniqueid). Legs of a call may share it.',
  })
  uniqueId!: string | null

  @Field(() => String, {
    nullable: true,
    description: 'The name of the user who pays (MOR user). Records have no id of him.',
  })
  user!: string | null

  @Field(() => String, { nullable: true, description: 'The name of the reseller (MOR nice_reseller).' })
  reseller!: string | null

  @Field(() => String, { nullable: true, description: 'The DID that was called (MOR did).' })
  did!: string | null

  @Field(() => String, { nullable: true, description: 'The server that handled the call (MOR server_id).' })
  serverId!: string | null

  @Field(() => Decimal, { nullable: true, description: 'The price of a minute at the provider (MOR provider_rate).' })
  providerRate!: string | null

  @Field(() => Decimal, {
    nullable: true,
    description: 'The price of a minute for the reseller (MOR reseller_rate, self_cost_rate).',
  })
  resellerRate!: string | null

  @Field(() => Decimal, {
    nullable: true,
    description: 'What the call earned, in the currency of the price (MOR profit).',
  })
  profit!: string | null
}
