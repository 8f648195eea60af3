import { Field, Float, Int, ObjectType } from 'type-graphql'
import { CallDestination, DisconnectCause } from './billing.js'
import { AttemptRecords, CountPrecision } from './enums.js'
import { DateTime, Decimal, type EpochMs } from './scalars.js'
import { Customer } from './shapes.js'
import { Source, SourceReport } from './source.js'

/**
 * Conditions of `CallFilter` about what became of a call, by dotted path. Under one of them the calls that match are not the
 * attempts, so there are no ratios of attempts.
 */
export const OUTCOME_CONDITIONS: ReadonlySet<string> = new Set([
  'status',
  'answered',
  'minBilledSeconds',
  'disconnectCode',
  'portasip.type',
  'mor.callType',
  'mor.hangupCauseId',
])

@ObjectType({ description: 'A sum of amounts in one currency. Nothing is converted.', simpleResolvers: true })
export class MoneySum {
  @Field(() => Decimal, { description: 'The exact sum.' })
  amount!: string

  @Field(() => String, {
    nullable: true,
    description: 'The currency; null if the source does not report it.',
  })
  currency!: string | null

  @Field(() => Source, {
    nullable: true,
    description:
      'The source, if the currency is not known: amounts of different sources are then not added, because their currencies may differ.',
  })
  source!: Source | null

  @Field(() => Int, { description: 'How many calls have such an amount.' })
  calls!: number
}

const RATIO =
  'Null if any source that counts here does not record every attempt, has not read the whole window or failed, and if the filter chooses calls by their outcome.'

@ObjectType({ simpleResolvers: true })
abstract class CallMeasures {
  @Field(() => Int, { description: 'The number of calls that have ended.' })
  attempts!: number

  @Field(() => Int, { description: 'The number of calls that were answered: with an answer time or with talk time.' })
  answered!: number

  @Field(() => Float, {
    nullable: true,
    description: `Answer-seizure ratio (ITU-T E.411): answered / attempts, from 0 to 1. ${RATIO}`,
  })
  asr!: number | null

  @Field(() => Float, {
    nullable: true,
    description:
      'Network effectiveness ratio (ITU-T E.425): the share of attempts that were answered, busy, not answered by the called ' +
      'party or rejected by the terminal, from 0 to 1. A call that the caller gave up counts only if it rang. Null also if ' +
      `the cause of any unanswered call is not known. ${RATIO}`,
  })
  ner!: number | null

  @Field(() => Float, {
    nullable: true,
    description:
      'Average call duration in seconds: talk time / answered. Null if no call was answered, if the talk time of any answered ' +
      'call is not known, and if a source has not read the whole window or failed.',
  })
  acdSeconds!: number | null

  @Field(() => Float, {
    nullable: true,
    description: 'Talk time in minutes, not rounded; null if a source does not report the talk time of answered calls.',
  })
  minutes!: number | null

  @Field(() => Float, {
    nullable: true,
    description: 'Charged time in minutes; null if a source does not report that of answered calls.',
  })
  billedMinutes!: number | null

  @Field(() => [MoneySum], {
    description: 'What the customers pay, by currency. Calls without a price are left out. Needs the scope calls:read.',
  })
  price!: MoneySum[]

  @Field(() => [MoneySum], {
    description: 'What the calls cost the owner of the configured account, by currency. Needs the scope costs:read.',
  })
  cost!: MoneySum[]

  @Field(() => [MoneySum], {
    description:
      'Price less cost, by currency, of the calls that have both in the same currency. Needs the scope costs:read.',
  })
  margin!: MoneySum[]
}

@ObjectType({ description: 'The calls of one group that have ended.', simpleResolvers: true })
export class CallStatsGroup extends CallMeasures {
  @Field(() => Source, {
    nullable: true,
    description: 'The source, if grouped by SOURCE, CUSTOMER, ACCOUNT or CARRIER.',
  })
  source!: Source | null

  @Field(() => DateTime, { nullable: true, description: 'When the hour began, if grouped by HOUR.' })
  hour!: EpochMs | null

  @Field(() => String, {
    nullable: true,
    description: 'The date in the time zone of the query, such as 2026-03-01, if grouped by DAY.',
  })
  day!: string | null

  @Field(() => Customer, {
    nullable: true,
    description: 'The customer, if grouped by CUSTOMER; null for calls without one.',
  })
  customer!: Customer | null

  @Field(() => String, {
    nullable: true,
    description: 'The account, if grouped by ACCOUNT; null for calls without one.',
  })
  accountId!: string | null

  @Field(() => String, {
    nullable: true,
    description: 'ISO 3166 alpha-2 code of the called country, if grouped by COUNTRY; null if it is not known.',
  })
  country!: string | null

  @Field(() => CallDestination, {
    nullable: true,
    description: 'The destination, if grouped by DESTINATION; null for calls without one. Areas are not distinguished.',
  })
  destination!: CallDestination | null

  @Field(() => DisconnectCause, {
    nullable: true,
    description: 'The cause, if grouped by DISCONNECT_CAUSE; null for calls without one.',
  })
  disconnectCause!: DisconnectCause | null

  @Field(() => String, {
    nullable: true,
    description: 'The carrier, if grouped by CARRIER; null for calls without one. Needs the scope costs:read.',
  })
  carrier!: string | null
}

@ObjectType({ description: 'Which part of the window was read at one source.', simpleResolvers: true })
export class SourceCoverage {
  @Field(() => Source, { description: 'The source.' })
  source!: Source

  @Field(() => AttemptRecords, { description: 'Of which attempts to call the source has records.' })
  attempts!: AttemptRecords

  @Field(() => DateTime, {
    nullable: true,
    description: 'From this time on the window was read whole; null if that is not known for any part of it.',
  })
  from!: EpochMs | null

  @Field(() => DateTime, { description: 'The end of the window.' })
  to!: EpochMs

  @Field(() => Int, { description: 'How many records were read.' })
  rowsRead!: number
}

@ObjectType({ description: 'Which part of the window the counts are made of.', simpleResolvers: true })
export class CallStatsCoverage {
  @Field(() => DateTime, {
    nullable: true,
    description:
      'From this time on the window was read whole at every source; null if that is not known for any part of it.',
  })
  from!: EpochMs | null

  @Field(() => DateTime, { description: 'The end of the window.' })
  to!: EpochMs

  @Field(() => Int, { description: 'How many records were read at all sources.' })
  rowsRead!: number

  @Field(() => [SourceCoverage], { description: 'The same for each source that has call records.' })
  sources!: SourceCoverage[]
}

@ObjectType({
  description:
    'Counts and sums of calls that have ended. A call that several sources report is counted once for each of them.',
  simpleResolvers: true,
})
export class CallStats extends CallMeasures {
  @Field(() => CountPrecision, {
    description:
      'EXACT if the window was read whole at every source that has call records; otherwise AT_LEAST: the counts and sums are ' +
      'those of the records that were read, see `coverage`. They are never extrapolated.',
  })
  precision!: CountPrecision

  @Field(() => CallStatsCoverage, { description: 'Which part of the window was read.' })
  coverage!: CallStatsCoverage

  @Field(() => [CallStatsGroup], {
    description: 'The groups, by hour and day if grouped by these, then the largest first; at most 10000.',
  })
  groups!: CallStatsGroup[]

  @Field(() => [SourceReport], { description: 'What each queried source contributed.' })
  sources!: SourceReport[]
}
