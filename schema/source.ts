import { Directive, Field, Int, ObjectType } from 'type-graphql'
import { ErrorCode, HealthState, Operation, SourceStatus, Support } from './enums.js'
import { DateTime, type Timestamp } from './scalars.js'

@ObjectType({ description: 'One operation, and how a source supports it.', simpleResolvers: true })
export class Capability {
  @Field(() => Operation, { description: 'The operation.' })
  operation!: Operation

  @Field(() => Support, { description: 'How the source supports it.' })
  support!: Support

  @Field(() => Int, {
    nullable: true,
    description: 'The largest page that the vendor returns, in records; null if the vendor does not page.',
  })
  maxPageSize!: number | null
}

@ObjectType({ description: 'An error of a source.', simpleResolvers: true })
export class SourceError {
  @Field(() => ErrorCode, { description: 'The kind of error.' })
  code!: ErrorCode

  @Field(() => String, { description: 'What happened, as worded by the gateway; never text from the vendor.' })
  message!: string

  @Field(() => Boolean, { description: 'Whether the same request may succeed later.' })
  retryable!: boolean

  @Field(() => Int, {
    nullable: true,
    description: 'How many seconds the source asked clients to wait before the next request.',
  })
  retryAfterSeconds!: number | null
}

@ObjectType({ description: 'The health of a source.', simpleResolvers: true })
export class SourceHealth {
  @Field(() => HealthState, { description: 'The current state.' })
  state!: HealthState

  @Field(() => DateTime, { description: 'When the source entered this state.' })
  since!: Timestamp

  @Field(() => SourceError, {
    nullable: true,
    description: 'The most recent error, even if the source has recovered since.',
  })
  lastError!: SourceError | null

  @Field(() => DateTime, { nullable: true, description: 'When a request to the source last succeeded.' })
  lastSuccessAt!: Timestamp | null
}

@Directive('@key(fields: "name")')
@ObjectType({
  description: 'One configured vendor system. Several sources can have the same vendor.',
  simpleResolvers: true,
})
export class Source {
  @Field(() => String, {
    description: 'The name of the source in the configuration, such as "telecomx-dk". It is part of every global id.',
  })
  name!: string

  @Field(() => String, {
    description:
      'The vendor, as in the configuration: telecomx, portasip, restcomm, mor, portaone or twilio. A string, so that a new vendor does not change the schema.',
  })
  vendor!: string

  @Field(() => String, { description: 'The display name.' })
  title!: string

  @Field(() => [Capability], { description: 'Every operation, and how this source supports it.' })
  capabilities!: Capability[]

  @Field(() => SourceHealth, { description: 'The health of this source.' })
  health!: SourceHealth
}

@ObjectType({ description: 'A time range.', simpleResolvers: true })
export class TimeWindow {
  @Field(() => DateTime, {
    nullable: true,
    description: 'Its first instant; null: as far back as the source has records.',
  })
  from!: Timestamp | null

  @Field(() => DateTime, { description: 'Its end, which does not belong to it.' })
  to!: Timestamp
}

@ObjectType({
  description:
    'What one source contributed to a result. It is part of the data because many dashboards ignore `errors`.',
  simpleResolvers: true,
})
export class SourceReport {
  @Field(() => Source, { description: 'The source.' })
  source!: Source

  @Field(() => SourceStatus, {
    description: 'How many of the requested records the source contributed: all, some or none.',
  })
  status!: SourceStatus

  @Field(() => SourceError, { nullable: true, description: 'What is missing and why; null if nothing is missing.' })
  error!: SourceError | null

  @Field(() => Int, {
    nullable: true,
    description:
      'How many records match in this source; null if the source cannot report it, or if no count was selected.',
  })
  totalCount!: number | null

  @Field(() => DateTime, {
    nullable: true,
    description: 'When the vendor returned these records; null if it returned none.',
  })
  fetchedAt!: Timestamp | null

  @Field(() => Boolean, {
    description:
      'Whether the records are older than the configured freshness. Such records are served when the vendor fails or is slow.',
  })
  stale!: boolean

  @Field(() => Int, {
    description:
      'How many HTTP requests were sent to this source; 0 if the response was shared with another request or cached.',
  })
  requests!: number

  @Field(() => TimeWindow, {
    nullable: true,
    description:
      'The time range that this page covers of the source: every matching record that started in it is on the page. Null for lists that are not about time, if nothing was read, or if only the total was selected.',
  })
  window!: TimeWindow | null
}
