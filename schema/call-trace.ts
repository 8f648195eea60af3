import { Field, ObjectType } from 'type-graphql'
import { CallRecord } from './shapes.js'
import { SourceReport } from './source.js'

@ObjectType({
  description:
    'Every record that shares a SIP Call-ID, or is tied to it (relatedCallId, ParentCallSid), from all sources, in time order. ' +
    'Sessions that are bound to an inbound one are looked for among the outbound ones of the customer whom it reached, ' +
    'while it lasts: TelecomX tells the binding at those only.',
  simpleResolvers: true,
})
export class CallTrace {
  @Field(() => String, {
    nullable: true,
    description: 'The SIP Call-ID that was traced; null where the call has none.',
  })
  sipCallId!: string | null

  @Field(() => [CallRecord], { description: 'The records, the earliest first.' })
  records!: CallRecord[]

  @Field(() => [SourceReport], {
    description:
      'What each source has contributed; UNSUPPORTED where it cannot find a call by its SIP Call-ID, and no other record leads to it.',
  })
  sources!: SourceReport[]
}
