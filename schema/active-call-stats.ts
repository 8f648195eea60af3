import { Field, Int, ObjectType } from 'type-graphql'
import { ActiveCallState, Direction } from './enums.js'
import { Customer } from './shapes.js'
import { Source, SourceReport } from './source.js'

@ObjectType({ description: 'The calls in progress that are alike in what was grouped by.', simpleResolvers: true })
export class ActiveCallStatsGroup {
  @Field(() => Source, { nullable: true, description: 'The source, if grouped by SOURCE.' })
  source!: Source | null

  @Field(() => ActiveCallState, { nullable: true, description: 'The state, if grouped by STATE.' })
  state!: ActiveCallState | null

  @Field(() => String, {
    nullable: true,
    description: 'The account, if grouped by ACCOUNT; null where the call has none.',
  })
  accountId!: string | null

  @Field(() => Customer, {
    nullable: true,
    description: 'The customer, if grouped by CUSTOMER; null where the call has none.',
  })
  customer!: Customer | null

  @Field(() => Direction, { nullable: true, description: 'The direction, if grouped by DIRECTION.' })
  direction!: Direction | null

  @Field(() => String, {
    nullable: true,
    description: 'ISO 3166 alpha-2 code of the country called, if grouped by COUNTRY; null where it is not known.',
  })
  country!: string | null

  @Field(() => Int, { description: 'Calls in any state.' })
  total!: number

  @Field(() => Int, { description: 'Calls that are connected.' })
  connected!: number
}

@ObjectType({
  description: 'Counts of the calls in progress. A call that several sources see is counted once for each of them.',
  simpleResolvers: true,
})
export class ActiveCallStats {
  @Field(() => Int, { description: 'Calls in any state, as each source counts them.' })
  total!: number

  @Field(() => Int, { description: 'Calls that are connected.' })
  connected!: number

  @Field(() => Int, {
    nullable: true,
    description:
      'Different calls: those that several sources see under one SIP Call-ID count once, those without a SIP Call-ID each for itself.',
  })
  distinctCalls!: number | null

  @Field(() => [ActiveCallStatsGroup], {
    description:
      'The counts by what was grouped by, the largest first. Sippy getAccountCallStats, where nothing but groups by account is asked for: ' +
      'it leaves out calls without an account.',
  })
  groups!: ActiveCallStatsGroup[]

  @Field(() => [SourceReport], { description: 'What each source asked has contributed.' })
  sources!: SourceReport[]
}
