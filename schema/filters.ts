import { Field, Float, ID, InputType, Int } from 'type-graphql'
import { ActiveCallState, CallStatus, CustomerStatus, Direction } from './enums.js'
import { MorRecordFilter, PortaSipRecordFilter } from './record-filters.js'
import { DateTime, Decimal, type EpochMs } from './scalars.js'

const NUMBER_RULE =
  'A complete international number (+45…, 0045…) matches that number in every form in which a vendor writes it. Any other text matches numbers that contain it or, if it starts with + or 00, numbers that start with it.'

@InputType({ description: 'Conditions on calls. A call must meet all of them.' })
export class CallFilter {
  @Field(() => String, { nullable: true, description: `Caller or callee (TelecomX number). ${NUMBER_RULE}` })
  number?: string
  @Field(() => String, { nullable: true, description: `The A-number (Restcomm From). ${NUMBER_RULE}` })
  caller?: string
  @Field(() => String, { nullable: true, description: `The B-number (Restcomm To). ${NUMBER_RULE}` })
  callee?: string
  @Field(() => [CallStatus], { nullable: true, description: 'Calls with any of these statuses (Restcomm Status).' })
  status?: CallStatus[]
  @Field(() => Direction, { nullable: true, description: 'The direction (TelecomX direction).' })
  direction?: Direction
  @Field(() => DateTime, { nullable: true, description: 'Started at or after this time (Restcomm StartTime).' })
  startedFrom?: EpochMs
  @Field(() => DateTime, { nullable: true, description: 'Started before this time.' })
  startedTo?: EpochMs
  @Field(() => DateTime, { nullable: true, description: 'Ended at or after this time.' })
  endedFrom?: EpochMs
  @Field(() => DateTime, { nullable: true, description: 'Ended before this time.' })
  endedTo?: EpochMs
  @Field(() => Boolean, {
    nullable: true,
    description:
      'Only calls that were answered or, if false, only all others. Where records have neither an answer nor a duration, COMPLETED calls were answered.',
  })
  answered?: boolean
  @Field(() => Float, {
    nullable: true,
    description: 'The least number of seconds that are charged (billedDurationSeconds).',
  })
  minBilledSeconds?: number
  @Field(() => Int, {
    nullable: true,
    description: 'Ended with this code (disconnectCause), whatever the numbering that it belongs to.',
  })
  disconnectCode?: number
  @Field(() => ID, {
    nullable: true,
    description: 'Legs that this call created. Give its global id or its native id (Restcomm ParentCallSid).',
  })
  parentCallId?: string
  @Field(() => String, {
    nullable: true,
    description:
      'Made from or to this customer (TelecomX customer, MOR s_user); paid by this customer (Sippy i_customer).',
  })
  customerId?: string
  @Field(() => String, {
    nullable: true,
    description: 'Made by this account (Sippy i_account, TelecomX sourceVoiceAccountId).',
  })
  accountId?: string
  @Field(() => Boolean, {
    nullable: true,
    description: 'Only calls to international destinations or, if false, only all others (TelecomX international).',
  })
  international?: boolean
  @Field(() => PortaSipRecordFilter, {
    nullable: true,
    description: 'Conditions that only a switch with the Sippy dialect supports.',
  })
  portasip?: PortaSipRecordFilter
  @Field(() => MorRecordFilter, { nullable: true, description: 'Conditions that only MOR supports.' })
  mor?: MorRecordFilter
}

@InputType({ description: 'Conditions on sessions. A session must meet all of them.' })
export class SessionFilter {
  @Field(() => String, { nullable: true, description: `Caller or callee (TelecomX number). ${NUMBER_RULE}` })
  number?: string
  @Field(() => String, { nullable: true, description: `The A-number. ${NUMBER_RULE}` })
  caller?: string
  @Field(() => String, { nullable: true, description: `The B-number. ${NUMBER_RULE}` })
  callee?: string
  @Field(() => String, { nullable: true, description: 'Made from or to this customer (TelecomX customer).' })
  customerId?: string
  @Field(() => Boolean, {
    nullable: true,
    description: 'Only sessions in progress or, if false, only sessions that have ended (TelecomX live).',
  })
  live?: boolean
  @Field(() => String, {
    nullable: true,
    description: 'Made by this voice account (TelecomX sourceVoiceAccountId).',
  })
  accountId?: string
  @Field(() => Direction, { nullable: true, description: 'The direction (TelecomX direction).' })
  direction?: Direction
  @Field(() => Boolean, {
    nullable: true,
    description: 'Only sessions to international destinations or, if false, only all others (TelecomX international).',
  })
  international?: boolean
  @Field(() => DateTime, { nullable: true, description: 'Started at or after this time.' })
  startedFrom?: EpochMs
  @Field(() => DateTime, { nullable: true, description: 'Started before this time.' })
  startedTo?: EpochMs
}

@InputType({ description: 'Conditions on SIP accounts. An account must meet all of them.' })
export class SipAccountFilter {
  @Field(() => String, { nullable: true, description: 'Accounts of this customer (TelecomX customer).' })
  customerId?: string
  @Field(() => String, { nullable: true, description: "Accounts of this reseller's customers (TelecomX reseller)." })
  resellerId?: string
  @Field(() => String, {
    nullable: true,
    description: 'Text to find in the name, numbers, IP address, username or notes (TelecomX filter).',
  })
  search?: string
  @Field(() => String, {
    nullable: true,
    description: 'Accounts that handle this number (TelecomX filter). A complete number is compared in E.164 form.',
  })
  number?: string
  @Field(() => Boolean, {
    nullable: true,
    description: 'Only accounts whose client is reachable or, if false, is not reachable (TelecomX up).',
  })
  up?: boolean
  @Field(() => Boolean, { nullable: true, description: 'Only accounts that can handle calls or, if false, cannot.' })
  active?: boolean
}

@InputType({ description: 'An amount of money in one currency.' })
export class MoneyInput {
  @Field(() => Decimal, { description: 'The amount, such as "-12.50".' })
  amount!: string
  @Field(() => String, { description: 'The currency, as the vendor writes it: a code of ISO 4217, such as "EUR".' })
  currency!: string
}

@InputType({ description: 'Conditions on customers. A customer must meet all of them.' })
export class CustomerFilter {
  @Field(() => String, {
    nullable: true,
    description: 'Text to find in the name, the login or the description, in upper or lower case (TelecomX filter).',
  })
  search?: string
  @Field(() => String, {
    nullable: true,
    description:
      'Customers of this reseller, by its native id (TelecomX parentReseller, Sippy i_wholesaler, MOR owner_id).',
  })
  parentId?: string
  @Field(() => [CustomerStatus], { nullable: true, description: 'Customers in any of these states (TelecomX state).' })
  status?: CustomerStatus[]
  @Field(() => MoneyInput, {
    nullable: true,
    description:
      'Customers whose balance is lower than this. Customers with a balance in another currency, or without one, do not match.',
  })
  balanceBelow?: MoneyInput
}

@InputType({ description: 'Conditions that only a switch with the Sippy dialect supports.' })
export class PortaSipCallFilter {
  @Field(() => Boolean, {
    nullable: true,
    description: 'Whether to include calls of subcustomers (recursive). The vendor defaults to true.',
  })
  recursive?: boolean
  @Field(() => Int, { nullable: true, description: 'Calls routed through a connection of this vendor (i_vendor).' })
  vendorId?: number
  @Field(() => Int, {
    nullable: true,
    description: 'Calls routed through this connection (i_connection). Takes precedence over vendorId.',
  })
  connectionId?: number
  @Field(() => String, { nullable: true, description: 'Calls handled by this FreightSwitch node (node_id).' })
  nodeId?: string
  @Field(() => Boolean, {
    nullable: true,
    description: 'Whether to include calls in every state (listAllCalls instead of listActiveCalls).',
  })
  allStates?: boolean
}

@InputType({ description: 'Conditions that only MOR supports.' })
export class MorCallFilter {
  @Field(() => String, { nullable: true, description: 'What the DID starts with (s_did); % is a wildcard.' })
  didPrefix?: string
  @Field(() => String, { nullable: true, description: 'The terminating provider (s_provider).' })
  providerId?: string
  @Field(() => String, { nullable: true, description: 'The calling user (s_user_id).' })
  userId?: string
  @Field(() => String, { nullable: true, description: 'The calling device (s_device); requires userId.' })
  deviceId?: string
  @Field(() => String, { nullable: true, description: 'The called user (s_dst_user_id).' })
  destinationUserId?: string
  @Field(() => String, {
    nullable: true,
    description: 'The called device (s_dst_device); requires destinationUserId.',
  })
  destinationDeviceId?: string
  @Field(() => String, {
    nullable: true,
    description: 'What the destination number starts with (s_destination); % is a wildcard.',
  })
  destinationPrefix?: string
  @Field(() => String, { nullable: true, description: 'The destination group (s_destination_group).' })
  destinationGroupId?: string
  @Field(() => String, {
    nullable: true,
    description: 'What the source number starts with (s_source); % is a wildcard.',
  })
  sourcePrefix?: string
  @Field(() => String, { nullable: true, description: 'The server that handles the call (s_server).' })
  serverId?: string
  @Field(() => String, { nullable: true, description: 'The name of the called direction (s_country).' })
  country?: string
}

@InputType({ description: 'Conditions on calls in progress. A call must meet all of them.' })
export class ActiveCallFilter {
  @Field(() => String, { nullable: true, description: `Caller or callee. ${NUMBER_RULE}` })
  number?: string
  @Field(() => String, { nullable: true, description: `The A-number. ${NUMBER_RULE}` })
  caller?: string
  @Field(() => String, { nullable: true, description: `The B-number. ${NUMBER_RULE}` })
  callee?: string
  @Field(() => [ActiveCallState], {
    nullable: true,
    description: 'Calls in any of these states (MOR s_status, Restcomm Status).',
  })
  state?: ActiveCallState[]
  @Field(() => Direction, { nullable: true, description: 'The direction (TelecomX direction).' })
  direction?: Direction
  @Field(() => String, { nullable: true, description: 'The calling account (Sippy i_account).' })
  accountId?: string
  @Field(() => String, {
    nullable: true,
    description: 'The calling customer (TelecomX customer, MOR s_user_id).',
  })
  customerId?: string
  @Field(() => Float, { nullable: true, description: 'Minimum talk time in seconds.' })
  minDurationSeconds?: number
  @Field(() => PortaSipCallFilter, {
    nullable: true,
    description: 'Conditions that only a switch with the Sippy dialect supports.',
  })
  portasip?: PortaSipCallFilter
  @Field(() => MorCallFilter, { nullable: true, description: 'Conditions that only MOR supports.' })
  mor?: MorCallFilter
}
