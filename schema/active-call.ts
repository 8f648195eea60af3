import { Directive, Field, Float, Int, ObjectType } from 'type-graphql'
import { ActiveCallState } from './enums.js'
import { CallRecord, Customer, type Typed } from './shapes.js'

@ObjectType({ description: 'What only the softswitch with the Sippy dialect tells.', simpleResolvers: true })
export class PortaSipCall {
  @Field(() => Int, { nullable: true, description: 'The connection the call is routed by: Sippy I_CONNECTION.' })
  connectionId!: number | null

  @Field(() => Int, { nullable: true, description: 'The environment of the switch: Sippy I_ENVIRONMENT.' })
  environmentId!: number | null

  @Field(() => String, { nullable: true, description: "The caller's media address: Sippy CALLER_MEDIA_IP." })
  callerMediaIp!: string | null

  @Field(() => String, { nullable: true, description: "The callee's media address: Sippy CALLEE_MEDIA_IP." })
  calleeMediaIp!: string | null

  @Field(() => String, {
    nullable: true,
    description: 'The raw direction, such as vendor or onnet_in: Sippy DIRECTION.',
  })
  vendorDirection!: string | null

  @Field(() => String, {
    nullable: true,
    description: 'The node that handles the call (FreightSwitch): Sippy NODE_ID.',
  })
  nodeId!: string | null
}

@ObjectType({ description: 'A device at one end of a call, as MOR tells it.', simpleResolvers: true })
export class MorDevice {
  @Field(() => String, { nullable: true, description: 'MOR src_device_id, dst_device_id.' })
  id!: string | null

  @Field(() => String, { nullable: true, description: 'SIP, IAX2 and so on: MOR device_type, dst_device_type.' })
  type!: string | null

  @Field(() => String, { nullable: true, description: 'MOR device_extension, dst_device_extension.' })
  extension!: string | null

  @Field(() => String, { nullable: true, description: 'MOR device_name, dst_device_name.' })
  name!: string | null

  @Field(() => Boolean, { nullable: true, description: 'MOR device_istrunk, dst_device_istrunk.' })
  isTrunk!: boolean | null

  @Field(() => Boolean, {
    nullable: true,
    description: 'Whether the device sends its own number (ANI): MOR device_ani, dst_device_ani.',
  })
  ani!: boolean | null
}

@ObjectType({ description: 'What only MOR tells.', simpleResolvers: true })
export class MorCall {
  @Field(() => String, { nullable: true, description: 'MOR uniqueid; older servers have none.' })
  uniqueId!: string | null

  @Field(() => String, { nullable: true, description: 'The user who calls: MOR user_id.' })
  userId!: string | null

  @Field(() => String, { nullable: true, description: 'The name of the user who calls: MOR user.' })
  user!: string | null

  @Field(() => MorDevice, { nullable: true, description: 'The device that calls: MOR src_device_id and device_*.' })
  sourceDevice!: MorDevice | null

  @Field(() => MorDevice, {
    nullable: true,
    description: 'The device that is called; inbound calls only: MOR dst_device_*.',
  })
  destinationDevice!: MorDevice | null

  @Field(() => String, { nullable: true, description: 'The user who is called; inbound calls only: MOR dst_user_id.' })
  destinationUserId!: string | null

  @Field(() => String, {
    nullable: true,
    description: 'The name of the user who is called; inbound calls only: MOR dst_user.',
  })
  destinationUser!: string | null

  @Field(() => String, { nullable: true, description: 'The destination after localization: MOR localized_dst.' })
  localizedDestination!: string | null

  @Field(() => String, {
    nullable: true,
    description: 'The ISO 3166 alpha-3 code of the direction: MOR direction_code.',
  })
  directionCode!: string | null

  @Field(() => String, { nullable: true, description: 'The country or network called: MOR direction_name.' })
  directionName!: string | null

  @Field(() => String, { nullable: true, description: 'The destination in the tariff: MOR destination_name.' })
  destinationName!: string | null

  @Field(() => String, {
    nullable: true,
    description: 'The provider that terminates the call; not told to plain users: MOR provider_id.',
  })
  providerId!: string | null

  @Field(() => String, { nullable: true, description: "The provider's name: MOR provider_name." })
  providerName!: string | null

  @Field(() => String, { nullable: true, description: 'The channel of the switch: MOR channel.' })
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
    description: 'Sippy CC_STATE, MOR status, Restcomm Status; TelecomX from answered and ended.',
  })
  state!: ActiveCallState

  @Field(() => String, {
    nullable: true,
    description: 'The raw text behind state: Sippy CC_STATE, MOR status, Restcomm Status.',
  })
  vendorState!: string | null

  @Field(() => Float, { nullable: true, description: 'The set-up delay in seconds: Sippy DELAY.' })
  setupDelaySeconds!: number | null

  @Field(() => String, {
    nullable: true,
    description: 'The account that calls: Sippy I_ACCOUNT, TelecomX sourceVoiceAccountId, MOR src_device_id.',
  })
  accountId!: string | null

  @Field(() => Customer, {
    nullable: true,
    description: 'The customer who calls: Sippy I_CUSTOMER, MOR user_id, TelecomX sourceCustomerId.',
  })
  customer!: Customer | null

  @Field(() => PortaSipCall, { nullable: true, description: 'What only the Sippy dialect tells.' })
  portasip!: PortaSipCall | null

  @Field(() => MorCall, { nullable: true, description: 'What only MOR tells.' })
  mor!: MorCall | null
}
