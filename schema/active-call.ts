import { Directive, Field, Float, Int, ObjectType } from 'type-graphql'
import { ActiveCallState } from './enums.js'
import { CallRecord, Customer, type Typed } from './shapes.js'

@ObjectType({ description: 'Fields that only a softswitch with the Sippy dialect reports.', simpleResolvers: true })
export class PortaSipCall {
  @Field(() => Int, {
    nullable: true,
    description: 'The connection that the call is routed through (Sippy I_CONNECTION).',
  })
  connectionId!: number | null

  @Field(() => Int, { nullable: true, description: 'The environment of the switch (Sippy I_ENVIRONMENT).' })
  environmentId!: number | null

  @Field(() => String, { nullable: true, description: "The caller's media address (Sippy CALLER_MEDIA_IP)." })
  callerMediaIp!: string | null

  @Field(() => String, { nullable: true, description: "The callee's media address (Sippy CALLEE_MEDIA_IP)." })
  calleeMediaIp!: string | null

  @Field(() => String, {
    nullable: true,
    description: 'The direction exactly as the vendor wrote it, such as vendor or onnet_in (Sippy DIRECTION).',
  })
  vendorDirection!: string | null

  @Field(() => String, {
    nullable: true,
    description: 'The FreightSwitch node that handles the call (Sippy NODE_ID).',
  })
  nodeId!: string | null
}

@ObjectType({ description: 'A device at one end of a call, as MOR reports it.', simpleResolvers: true })
export class MorDevice {
  @Field(() => String, { nullable: true, description: 'The id of the device (MOR src_device_id, dst_device_id).' })
  id!: string | null

  @Field(() => String, {
    nullable: true,
    description: 'The type of the device, such as SIP or IAX2 (MOR device_type, dst_device_type).',
  })
  type!: string | null

  @Field(() => String, {
    nullable: true,
    description: 'The extension of the device (MOR device_extension, dst_device_extension).',
  })
  extension!: string | null

  @Field(() => String, { nullable: true, description: 'The name of the device (MOR device_name, dst_device_name).' })
  name!: string | null

  @Field(() => Boolean, {
    nullable: true,
    description: 'Whether the device is a trunk (MOR device_istrunk, dst_device_istrunk).',
  })
  isTrunk!: boolean | null

  @Field(() => Boolean, {
    nullable: true,
    description: 'Whether the device sends its own number (ANI; MOR device_ani, dst_device_ani).',
  })
  ani!: boolean | null
}

@ObjectType({ description: 'Fields that only MOR reports.', simpleResolvers: true })
export class MorCall {
  @Field(() => String, {
    nullable: true,
    description: 'The unique id of the call (MOR uniqueid); older servers do not report it.',
  })
  uniqueId!: string | null

  @Field(() => String, { nullable: true, description: 'The id of the calling user (MOR user_id).' })
  userId!: string | null

  @Field(() => String, { nullable: true, description: 'The name of the calling user (MOR user).' })
  user!: string | null

  @Field(() => MorDevice, { nullable: true, description: 'The calling device (MOR src_device_id and device_*).' })
  sourceDevice!: MorDevice | null

  @Field(() => MorDevice, {
    nullable: true,
    description: 'The called device (MOR dst_device_*); inbound calls only.',
  })
  destinationDevice!: MorDevice | null

  @Field(() => String, {
    nullable: true,
    description: 'The id of the called user (MOR dst_user_id); inbound calls only.',
  })
  destinationUserId!: string | null

  @Field(() => String, {
    nullable: true,
    description: 'The name of the called user (MOR dst_user); inbound calls only.',
  })
  destinationUser!: string | null

  @Field(() => String, { nullable: true, description: 'The destination after localization (MOR localized_dst).' })
  localizedDestination!: string | null

  @Field(() => String, {
    nullable: true,
    description: 'The ISO 3166 alpha-3 code of the direction (MOR direction_code).',
  })
  directionCode!: string | null

  @Field(() => String, { nullable: true, description: 'The called country or network (MOR direction_name).' })
  directionName!: string | null

  @Field(() => String, { nullable: true, description: 'The destination in the tariff (MOR destination_name).' })
  destinationName!: string | null

  @Field(() => String, {
    nullable: true,
    description: 'The provider that terminates the call (MOR provider_id). MOR does not show it to ordinary users.',
  })
  providerId!: string | null

  @Field(() => String, { nullable: true, description: "The provider's name (MOR provider_name)." })
  providerName!: string | null

  @Field(() => String, { nullable: true, description: 'The channel of the switch (MOR channel).' })
  channel!: string | null
}

@Directive('@key(fields: "id")')
@ObjectType({
  description: 'A call that is in progress now.',
  implements: CallRecord,
  simpleResolvers: true,
})
export class ActiveCall extends CallRecord implements Typed {
  readonly typeName = 'ActiveCall'

  @Field(() => ActiveCallState, {
    description:
      'The state of the call (Sippy CC_STATE, MOR status, Restcomm Status; for TelecomX derived from answered and ended).',
  })
  state!: ActiveCallState

  @Field(() => String, {
    nullable: true,
    description: 'The state exactly as the vendor wrote it (Sippy CC_STATE, MOR status, Restcomm Status).',
  })
  vendorState!: string | null

  @Field(() => Float, { nullable: true, description: 'The setup delay in seconds (Sippy DELAY).' })
  setupDelaySeconds!: number | null

  @Field(() => String, {
    nullable: true,
    description: 'The calling account (Sippy I_ACCOUNT, TelecomX sourceVoiceAccountId, MOR src_device_id).',
  })
  accountId!: string | null

  @Field(() => Customer, {
    nullable: true,
    description: 'The calling customer (Sippy I_CUSTOMER, MOR user_id, TelecomX sourceCustomerId).',
  })
  customer!: Customer | null

  @Field(() => PortaSipCall, {
    nullable: true,
    description: 'Fields that only a softswitch with the Sippy dialect reports; null for other vendors.',
  })
  portasip!: PortaSipCall | null

  @Field(() => MorCall, { nullable: true, description: 'Fields that only MOR reports.' })
  mor!: MorCall | null
}
