import { Field, Float, ID, Int, ObjectType } from 'type-graphql'
import { ActiveCall } from './active-call.js'
import { ActiveCallStats } from './active-call-stats.js'
import { ActiveCallState, AlarmKind, EndReason, UpdateKind } from './enums.js'
import { DateTime, type Timestamp } from './scalars.js'
import { Source, SourceReport } from './source.js'

const KIND = 'What this event is.'
const AT = 'When the event was made.'
const POSITION =
  'The position after this event; give it as `since` to continue from here after a lost connection. Opaque.'

@ObjectType({ description: 'A call that a subscriber has to remove.', simpleResolvers: true })
export class EndedCall {
  @Field(() => ID, { description: 'The id of the call.' })
  id!: string

  @Field(() => Source, { description: 'The source that reported it.' })
  source!: Source

  @Field(() => DateTime, { description: 'When the source last reported it.' })
  lastSeenAt!: Timestamp

  @Field(() => EndReason, { description: 'Why it is removed.' })
  reason!: EndReason
}

@ObjectType({
  description:
    'A change of the calls in progress. Put every call of `started` and `changed` by its id, and remove every id of `ended`: doing so twice does no harm.',
  simpleResolvers: true,
})
export class ActiveCallUpdate {
  @Field(() => UpdateKind, { description: KIND })
  kind!: UpdateKind

  @Field(() => String, { description: POSITION })
  position!: string

  @Field(() => DateTime, { description: AT })
  at!: Timestamp

  @Field(() => Boolean, {
    description: 'Whether further parts of this snapshot follow. A part has at most 1000 calls.',
  })
  more!: boolean

  @Field(() => Int, {
    description: 'How many changes are merged into this event. Above 1, the subscriber was slower than the changes.',
  })
  merged!: number

  @Field(() => [ActiveCall], { description: 'Calls that are new to the subscriber; in a SNAPSHOT, all of them.' })
  started!: ActiveCall[]

  @Field(() => [ActiveCall], {
    description: 'Calls of which something other than the talk time has changed, whole.',
  })
  changed!: ActiveCall[]

  @Field(() => [EndedCall], {
    description: 'Calls to remove. A call is never reported as ended because a source failed.',
  })
  ended!: EndedCall[]

  @Field(() => [ID], {
    nullable: true,
    description: 'With `first`: the ids of all calls of the window, in order, if that has changed; otherwise null.',
  })
  order!: string[] | null

  @Field(() => Int, {
    nullable: true,
    description: 'How many calls match; null while a source fails or has returned a part only.',
  })
  totalCount!: number | null

  @Field(() => [SourceReport], {
    description: 'What each source contributes: all sources in a SNAPSHOT, then those whose report has changed.',
  })
  sources!: SourceReport[]
}

@ObjectType({ description: 'A condition that operators have to know about.', simpleResolvers: true })
export class Alarm {
  @Field(() => AlarmKind, { description: 'What it reports.' })
  kind!: AlarmKind

  @Field(() => Source, { nullable: true, description: 'The source that it is about; null: all together.' })
  source!: Source | null

  @Field(() => DateTime, { description: 'Since when the alarm has been raised.' })
  since!: Timestamp

  @Field(() => Float, { nullable: true, description: 'What was measured; its meaning depends on the kind.' })
  value!: number | null

  @Field(() => Float, { nullable: true, description: 'The configured threshold, in the unit of the value.' })
  threshold!: number | null
}

@ObjectType({ description: 'Counts of the calls in progress, sent when they have changed.', simpleResolvers: true })
export class StatsUpdate {
  @Field(() => UpdateKind, { description: KIND })
  kind!: UpdateKind

  @Field(() => String, { description: POSITION })
  position!: string

  @Field(() => DateTime, { description: AT })
  at!: Timestamp

  @Field(() => ActiveCallStats, {
    nullable: true,
    description: 'The counts; null if no source can count, and in events of other kinds than SNAPSHOT and CHANGES.',
  })
  stats!: ActiveCallStats | null

  @Field(() => [Alarm], { description: 'The alarms that are raised now, of all sources, whatever the filter.' })
  alarms!: Alarm[]
}

@ObjectType({ description: 'A change of the health of sources.', simpleResolvers: true })
export class SourceHealthUpdate {
  @Field(() => UpdateKind, { description: KIND })
  kind!: UpdateKind

  @Field(() => DateTime, { description: AT })
  at!: Timestamp

  @Field(() => [Source], {
    description: 'All sources in a SNAPSHOT, then those whose health has changed; each at most once in 5 seconds.',
  })
  sources!: Source[]
}

@ObjectType({ description: 'How many calls were in progress at one moment.', simpleResolvers: true })
export class ActiveCallSample {
  @Field(() => DateTime, { description: 'The moment.' })
  at!: Timestamp

  @Field(() => Source, { description: 'The source.' })
  source!: Source

  @Field(() => ActiveCallState, {
    nullable: true,
    description: 'The state of these calls; null for a gap, and for 0 calls in all states.',
  })
  state!: ActiveCallState | null

  @Field(() => Int, {
    nullable: true,
    description: 'How many calls were in this state; null is a gap: the source was not read, or failed.',
  })
  total!: number | null
}
