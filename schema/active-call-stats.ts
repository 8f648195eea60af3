import { Field, Int, ObjectType } from 'type-graphql'
import { ActiveCallState, Direction } from './enums.js'
import { Customer } from './shapes.js'
import { Source, SourceReport } from './source.js'

@ObjectType({ description: 'Counts of the calls in progress in one group.', simpleResolvers: true })
export class ActiveCallStatsGroup {
  @Field(() => Source, { nullable: true, description: 'The source, if grouped by SOURCE.' })
  source!: Source | null

  @Field(() => ActiveCallState, { nullable: true, description: 'The state, if grouped by STATE.' })
  state!: ActiveCallState | null

  @Field(() => String, {
    nullable: true,
    description: 'The account, if grouped by ACCOUNT; null for calls without one.',
  })
  accountId!: string | null

  @Field(() => Customer, {
    nullable: true,
    description: 'The customer, if grouped by CUSTOMER; null for calls without one.',
  })
  customer!: Customer | null

  @Field(() => Direction, { nullable: true, description: 'The direction, if grouped by DIRECTION.' })
  direction!: Direction | null

  @Field(() => String, {
    nullable: true,
    description: 'ISO 3166 alpha-2 code of the called country, if grouped by COUNTRY; null if it is not known.',
  })
  country!: string | null

  @Field(() => Int, { description: 'The number of calls in any state.' })
  total!: number

  @Field(() => Int, { description: 'The number of connected calls.' })
  connected!: number
}

@ObjectType({
  description: 'Counts of the calls in progress. A call that several sources report is counted once for each of them.',
  simpleResolvers: true,
})
export class ActiveCallStats {
  @Field(() => Int, { description: 'The number of calls in any state, added up over the sources.' })
  total!: number

  @Field(() => Int, { description: 'The number of connected calls.' })
  connected!: number

  @Field(() => Int, {
    nullable: true,
    description:
      'The number of distinct calls: a SIP Call-ID that several sources report counts once, and every call without a SIP Call-ID counts separately.',
  })
  distinctCalls!: number | null

  @Field(() => [ActiveCallStatsGroup], {
    description:
      'The counts of each group, largest first. If a query selects nothing but groups by account, Sippy switches are read with getAccountCallStats, ' +
      'which leaves out calls without an account.',
  })
  groups!: ActiveCallStatsGroup[]

  @Field(() => [SourceReport], { description: 'What each queried source contributed.' })
  sources!: SourceReport[]
}
