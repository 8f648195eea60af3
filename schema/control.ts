import { Field, InputType, Int, ObjectType } from 'type-graphql'
import { Call } from './call.js'
import { DisconnectOutcome, HttpMethod, MakeCallOutcome } from './enums.js'
import { SourceError } from './source.js'

@InputType({ description: 'A call to place. Restcomm POST Calls.' })
export class MakeCallInput {
  @Field(() => String, { description: 'The name of the source that places it.' })
  source!: string
  @Field(() => String, { description: 'The number to show as the caller. Restcomm From.' })
  from!: string
  @Field(() => String, { description: 'The number to call. Restcomm To.' })
  to!: string
  @Field(() => String, { description: 'The URL that tells what to do when the call connects. Restcomm Url.' })
  url!: string
  @Field(() => HttpMethod, { nullable: true, description: 'How url is requested; POST by default. Restcomm Method.' })
  method?: HttpMethod
  @Field(() => String, { nullable: true, description: 'Requested when url fails. Restcomm FallbackUrl.' })
  fallbackUrl?: string
  @Field(() => HttpMethod, {
    nullable: true,
    description: 'How fallbackUrl is requested; POST by default. Restcomm FallbackMethod.',
  })
  fallbackMethod?: HttpMethod
  @Field(() => String, { nullable: true, description: 'Requested when the call ends. Restcomm StatusCallback.' })
  statusCallback?: string
  @Field(() => HttpMethod, {
    nullable: true,
    description: 'How statusCallback is requested; POST by default. Restcomm StatusCallbackMethod.',
  })
  statusCallbackMethod?: HttpMethod
  @Field(() => Int, {
    nullable: true,
    description: 'How long to let it ring, in seconds; 60 by default. Restcomm Timeout.',
  })
  timeoutSeconds?: number
}

@ObjectType({ description: 'What came of placing a call.', simpleResolvers: true })
export class MakeCallPayload {
  @Field(() => MakeCallOutcome, { description: 'The outcome.' })
  outcome!: MakeCallOutcome

  @Field(() => [Call], { description: 'The calls that were placed: one, or one for each branch.' })
  calls!: Call[]

  @Field(() => String, { nullable: true, description: 'What to know, or to do next.' })
  message!: string | null

  @Field(() => SourceError, { nullable: true, description: 'Why there is none; null when there is.' })
  error!: SourceError | null
}

@ObjectType({ description: 'What came of an attempt to end calls.', simpleResolvers: true })
export class DisconnectPayload {
  @Field(() => DisconnectOutcome, { description: 'The outcome.' })
  outcome!: DisconnectOutcome

  @Field(() => Int, { nullable: true, description: 'How many calls are being ended; null: not told. Sippy count.' })
  disconnectedCount!: number | null

  @Field(() => String, { nullable: true, description: 'What to know, or to do next.' })
  message!: string | null

  @Field(() => SourceError, { nullable: true, description: 'What went wrong; null when nothing did.' })
  error!: SourceError | null
}
