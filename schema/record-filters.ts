import { Field, InputType } from 'type-graphql'
import { MorCallType, PortaSipRecordType } from './record-enums.js'

// Conditions on call records that only one vendor supports.

@InputType({ description: 'Conditions on call records that only a switch with the Sippy dialect supports.' })
export class PortaSipRecordFilter {
  @Field(() => PortaSipRecordType, {
    nullable: true,
    description: 'Which kind of records the switch returns (Sippy type); all records when left out.',
  })
  type?: PortaSipRecordType
}

@InputType({
  description:
    'Conditions on call records that only MOR supports. MOR returns all calls for an id that it does not know, so ids are only requested that the configuration of the source knows.',
})
export class MorRecordFilter {
  @Field(() => String, { nullable: true, description: 'The terminating provider (s_provider).' })
  providerId?: string
  @Field(() => String, { nullable: true, description: 'The DID that was called (s_did).' })
  didId?: string
  @Field(() => String, { nullable: true, description: "The cause of the end, by MOR's id of it (s_hgc)." })
  hangupCauseId?: string
  @Field(() => MorCallType, { nullable: true, description: 'The disposition (s_call_type).' })
  callType?: MorCallType
}
