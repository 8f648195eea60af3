import { Directive, Field, Int, ObjectType } from 'type-graphql'
import { ErrorCode, HealthState, Operation, SourceStatus, Support } from './enums.js'
import { DateTime, type Timestamp } from './scalars.js'

@ObjectType({ description: 'One thing a source can be asked to do.', simpleResolvers: true })
export class Capability {
  @Field(() => Operation, { description: 'What is asked.' })
  operation!: Operation

  @Field(() => Support, { description: 'How it is served.' })
  support!: Support

  @Field(() => Int, {
    nullable: true,
    description: 'The most records the vendor gives in one page; null where it has no pages.',
  })
  maxPageSize!: number | null
}

@ObjectType({ description: 'What went wrong at a source.', simpleResolvers: true })
export class SourceError {
  @Field(() => ErrorCode, { description: 'The kind of trouble.' })
  code!: ErrorCode

  @Field(() => String, { description: "What happened, in the gateway's words." })
  message!: string

  @Field(() => Boolean, { description: 'Whether asking again later may help.' })
  retryable!: boolean

  @Field(() => Int, { nullable: true, description: 'How long the source asked to be left alone, in seconds.' })
  retryAfterSeconds!: number | null
}

@ObjectType({ description: 'How a source has been answering.', simpleResolvers: true })
export class SourceHealth {
  @Field(() => HealthState, { description: 'The state.' })
  state!: HealthState

  @Field(() => DateTime, { description: 'Since when it has been in this state.' })
  since!: Timestamp

  @Field(() => SourceError, { nullable: true, description: 'The last trouble, also when it is over.' })
  lastError!: SourceError | null

  @Field(() => DateTime, { nullable: true, description: 'When the source last answered well.' })
  lastSuccessAt!: Timestamp | null
}

@Directive('@key(fields: "name")')
@ObjectType({
  description: 'One configured vendor system. Several sources may be of the same vendor.',
  simpleResolvers: true,
})
export class Source {
  @Field(() => String, { description: 'The key in the configuration, such as "telecomx-dk"; part of every global id.' })
  name!: string

  @Field(() => String, {
    description: 'telecomx, portasip, restcomm or mor. A string, so that a new vendor is no change of the schema.',
  })
  vendor!: string

  @Field(() => String, { description: 'A name for people.' })
  title!: string

  @Field(() => [Capability], { description: 'Every operation, with how it is served.' })
  capabilities!: Capability[]

  @Field(() => SourceHealth, { description: 'How it has been answering.' })
  health!: SourceHealth
}

@ObjectType({
  description: 'What one source contributed to one connection. In the data, because dashboards do not read `errors`.',
  simpleResolvers: true,
})
export class SourceReport {
  @Field(() => Source, { description: 'The source.' })
  source!: Source

  @Field(() => SourceStatus, { description: 'How much of its part it has contributed.' })
  status!: SourceStatus

  @Field(() => SourceError, { nullable: true, description: 'What is missing and why; null when nothing is.' })
  error!: SourceError | null

  @Field(() => Int, {
    nullable: true,
    description:
      "This source's own count of matching records; null when it cannot tell, or when no count was selected.",
  })
  totalCount!: number | null

  @Field(() => DateTime, { nullable: true, description: 'When the vendor gave these rows; null when it gave none.' })
  fetchedAt!: Timestamp | null

  @Field(() => Boolean, {
    description: 'Older than the configured freshness, and served because the vendor failed or is slow.',
  })
  stale!: boolean

  @Field(() => Int, { description: 'HTTP requests that this answer cost at this source; 0 is shared or cached.' })
  requests!: number
}
