import { Field, InputType, Int, ObjectType } from 'type-graphql'
import { Call } from './call.js'
import { DisconnectOutcome, HttpMethod, MakeCallOutcome } from './enums.js'
import { SourceError } from './source.js'

export const IDEMPOTENCY_KEY =
  'A text that is different for each action, such as a UUID: at most 128 printable ASCII characters. A request with the same key and ' +
  'arguments within 24 hours is not sent again and gets the same payload.'

@InputType({ description: 'A call to place (Restcomm POST Calls).' })
export class MakeCallInput {
  @Field(() => String, { description: 'The name of the source that places the call.' })
  source!: string
  @Field(() => String, { description: 'The number to present as the caller (Restcomm From).' })
  from!: string
  @Field(() => String, { description: 'The number to call (Restcomm To).' })
  to!: string
  @Field(() => String, { description: 'The URL of the instructions for the call once it is connected (Restcomm Url).' })
  url!: string
  @Field(() => HttpMethod, { nullable: true, description: 'The HTTP method for url (Restcomm Method). Default: POST.' })
  method?: HttpMethod
  @Field(() => String, { nullable: true, description: 'The URL to request if url fails (Restcomm FallbackUrl).' })
  fallbackUrl?: string
  @Field(() => HttpMethod, {
    nullable: true,
    description: 'The HTTP method for fallbackUrl (Restcomm FallbackMethod). Default: POST.',
  })
  fallbackMethod?: HttpMethod
  @Field(() => String, {
    nullable: true,
    description: 'The URL to request when the call ends (Restcomm StatusCallback).',
  })
  statusCallback?: string
  @Field(() => HttpMethod, {
    nullable: true,
    description: 'The HTTP method for statusCallback (Restcomm StatusCallbackMethod). Default: POST.',
  })
  statusCallbackMethod?: HttpMethod
  @Field(() => Int, {
    nullable: true,
    description: 'How long to let the call ring, in seconds (Restcomm Timeout). Default: 60.',
  })
  timeoutSeconds?: number
  @Field(() => String, { nullable: true, description: IDEMPOTENCY_KEY })
  idempotencyKey?: string
}

@ObjectType({ description: 'The result of placing a call.', simpleResolvers: true })
export class MakeCallPayload {
  @Field(() => MakeCallOutcome, { description: 'The outcome.' })
  outcome!: MakeCallOutcome

  @Field(() => [Call], {
    description: 'The calls that were placed: one, or several if the called party has several devices.',
  })
  calls!: Call[]

  @Field(() => String, { nullable: true, description: 'Further information, or what to do next.' })
  message!: string | null

  @Field(() => SourceError, { nullable: true, description: 'Why no call was placed; null if a call was placed.' })
  error!: SourceError | null
}

@ObjectType({ description: 'The result of ending calls.', simpleResolvers: true })
export class DisconnectPayload {
  @Field(() => DisconnectOutcome, { description: 'The outcome.' })
  outcome!: DisconnectOutcome

  @Field(() => Int, {
    nullable: true,
    description: 'How many calls are being ended (Sippy count); null if the vendor does not report it.',
  })
  disconnectedCount!: number | null

  @Field(() => String, { nullable: true, description: 'Further information, or what to do next.' })
  message!: string | null

  @Field(() => SourceError, { nullable: true, description: 'What went wrong; null if there was no error.' })
  error!: SourceError | null
}
