import { Field, ObjectType } from 'type-graphql'
import { CallRecord } from './shapes.js'
import { SourceReport } from './source.js'

@ObjectType({
  description:
    'All records of one call from all sources, in order of time: those that share its SIP Call-ID, and those that are linked to it (relatedCallId, ParentCallSid). ' +
    'TelecomX reports the link only on the outbound session. Such sessions are therefore searched among the outbound sessions of the customer who ' +
    'received the inbound call, for as long as that call lasts.',
  simpleResolvers: true,
})
export class CallTrace {
  @Field(() => String, {
    nullable: true,
    description: 'The SIP Call-ID that was traced; null if the call has none.',
  })
  sipCallId!: string | null

  @Field(() => [CallRecord], { description: 'The records, earliest first.' })
  records!: CallRecord[]

  @Field(() => [SourceReport], {
    description:
      'What each source contributed; UNSUPPORTED if the source cannot find a call by its SIP Call-ID and no other record refers to one of its calls.',
  })
  sources!: SourceReport[]
}
