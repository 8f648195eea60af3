import { Field, Float, ID, InputType, Int } from 'type-graphql'
import { ActiveCallState, CallStatus, Direction } from './enums.js'
import { DateTime, type EpochMs } from './scalars.js'

const NUMBER_RULE =
  'A complete international number (+45…, 0045…) matches the same number however the vendor writes it; anything else matches as a part (with + or 00 in front: as a beginning).'

@InputType({ description: 'Which calls. Conditions are joined by AND.' })
export class CallFilter {
  @Field(() => String, { nullable: true, description: `Caller or callee. ${NUMBER_RULE} TelecomX number.` })
  number?: string
  @Field(() => String, { nullable: true, description: `The A-number. ${NUMBER_RULE} Restcomm From.` })
  caller?: string
  @Field(() => String, { nullable: true, description: `The B-number. ${NUMBER_RULE} Restcomm To.` })
  callee?: string
  @Field(() => [CallStatus], { nullable: true, description: 'Any of these. Restcomm Status.' })
  status?: CallStatus[]
  @Field(() => Direction, { nullable: true, description: 'TelecomX direction.' })
  direction?: Direction
  @Field(() => DateTime, { nullable: true, description: 'Started at or after. Restcomm StartTime.' })
  startedFrom?: EpochMs
  @Field(() => DateTime, { nullable: true, description: 'Started before.' })
  startedTo?: EpochMs
  @Field(() => ID, {
    nullable: true,
    description: 'Legs that this call created: its global id, or its native id. Restcomm ParentCallSid.',
  })
  parentCallId?: string
  @Field(() => String, { nullable: true, description: 'Made from or to this customer. TelecomX customer.' })
  customerId?: string
  @Field(() => Boolean, {
    nullable: true,
    description:
      'Only calls with an international destination (or, if false, only the others). TelecomX international.',
  })
  international?: boolean
}

@InputType({ description: 'Which sessions. Conditions are joined by AND.' })
export class SessionFilter {
  @Field(() => String, { nullable: true, description: `Caller or callee. ${NUMBER_RULE} TelecomX number.` })
  number?: string
  @Field(() => String, { nullable: true, description: `The A-number. ${NUMBER_RULE}` })
  caller?: string
  @Field(() => String, { nullable: true, description: `The B-number. ${NUMBER_RULE}` })
  callee?: string
  @Field(() => String, { nullable: true, description: 'Made from or to this customer. TelecomX customer.' })
  customerId?: string
  @Field(() => Boolean, {
    nullable: true,
    description: 'Only sessions that are going on (or, if false, only those that have ended). TelecomX live.',
  })
  live?: boolean
  @Field(() => String, {
    nullable: true,
    description: 'Made by this voice account. TelecomX sourceVoiceAccountId.',
  })
  accountId?: string
  @Field(() => Direction, { nullable: true, description: 'TelecomX direction.' })
  direction?: Direction
  @Field(() => Boolean, {
    nullable: true,
    description:
      'Only sessions with an international destination (or, if false, only the others). TelecomX international.',
  })
  international?: boolean
  @Field(() => DateTime, { nullable: true, description: 'Started at or after.' })
  startedFrom?: EpochMs
  @Field(() => DateTime, { nullable: true, description: 'Started before.' })
  startedTo?: EpochMs
}

@InputType({ description: 'Which SIP accounts. Conditions are joined by AND.' })
export class SipAccountFilter {
  @Field(() => String, { nullable: true, description: 'Of this customer. TelecomX customer.' })
  customerId?: string
  @Field(() => String, { nullable: true, description: "Of this reseller's customers. TelecomX reseller." })
  resellerId?: string
  @Field(() => String, {
    nullable: true,
    description: 'Text in the name, numbers, IP address, username or notes. TelecomX filter.',
  })
  search?: string
  @Field(() => String, {
    nullable: true,
    description: 'Handles this number; compared in E.164 form where it is a complete one. TelecomX filter.',
  })
  number?: string
  @Field(() => Boolean, {
    nullable: true,
    description: 'Only accounts whose client is reachable (or, if false, is not). TelecomX up.',
  })
  up?: boolean
  @Field(() => Boolean, { nullable: true, description: 'Only accounts that can handle calls (or, if false, cannot).' })
  active?: boolean
}

@InputType({ description: 'What only the Sippy dialect can filter by.' })
export class PortaSipCallFilter {
  @Field(() => Boolean, {
    nullable: true,
    description: 'Include calls of subcustomers; the vendor default is true. recursive.',
  })
  recursive?: boolean
  @Field(() => Int, { nullable: true, description: 'Routed by a connection of this vendor. i_vendor.' })
  vendorId?: number
  @Field(() => Int, { nullable: true, description: 'Routed by this connection; wins over vendorId. i_connection.' })
  connectionId?: number
  @Field(() => String, { nullable: true, description: 'Handled by this node (FreightSwitch). node_id.' })
  nodeId?: string
  @Field(() => Boolean, {
    nullable: true,
    description: 'Calls in any state: listAllCalls instead of listActiveCalls.',
  })
  allStates?: boolean
}

@InputType({ description: 'What only MOR can filter by.' })
export class MorCallFilter {
  @Field(() => String, { nullable: true, description: 'A beginning of the DID; % is a wildcard. s_did.' })
  didPrefix?: string
  @Field(() => String, { nullable: true, description: 'The terminating provider. s_provider.' })
  providerId?: string
  @Field(() => String, { nullable: true, description: 'The user who calls. s_user_id.' })
  userId?: string
  @Field(() => String, { nullable: true, description: 'The device that calls; needs userId. s_device.' })
  deviceId?: string
  @Field(() => String, { nullable: true, description: 'The user who is called. s_dst_user_id.' })
  destinationUserId?: string
  @Field(() => String, {
    nullable: true,
    description: 'The device that is called; needs destinationUserId. s_dst_device.',
  })
  destinationDeviceId?: string
  @Field(() => String, {
    nullable: true,
    description: 'A beginning of the destination; % is a wildcard. s_destination.',
  })
  destinationPrefix?: string
  @Field(() => String, { nullable: true, description: 'The destination group. s_destination_group.' })
  destinationGroupId?: string
  @Field(() => String, { nullable: true, description: 'A beginning of the source; % is a wildcard. s_source.' })
  sourcePrefix?: string
  @Field(() => String, { nullable: true, description: 'The server that handles the call. s_server.' })
  serverId?: string
  @Field(() => String, { nullable: true, description: 'The name of the direction called. s_country.' })
  country?: string
}

@InputType({ description: 'Which calls in progress. Conditions are joined by AND.' })
export class ActiveCallFilter {
  @Field(() => String, { nullable: true, description: `Caller or callee. ${NUMBER_RULE}` })
  number?: string
  @Field(() => String, { nullable: true, description: `The A-number. ${NUMBER_RULE}` })
  caller?: string
  @Field(() => String, { nullable: true, description: `The B-number. ${NUMBER_RULE}` })
  callee?: string
  @Field(() => [ActiveCallState], { nullable: true, description: 'Any of these. MOR s_status, Restcomm Status.' })
  state?: ActiveCallState[]
  @Field(() => Direction, { nullable: true, description: 'TelecomX direction.' })
  direction?: Direction
  @Field(() => String, { nullable: true, description: 'The account that calls. Sippy i_account.' })
  accountId?: string
  @Field(() => String, {
    nullable: true,
    description: 'The customer who calls. TelecomX customer, MOR s_user_id.',
  })
  customerId?: string
  @Field(() => Float, { nullable: true, description: 'Talk time of at least so many seconds.' })
  minDurationSeconds?: number
  @Field(() => PortaSipCallFilter, { nullable: true, description: 'What only the Sippy dialect can filter by.' })
  portasip?: PortaSipCallFilter
  @Field(() => MorCallFilter, { nullable: true, description: 'What only MOR can filter by.' })
  mor?: MorCallFilter
}
