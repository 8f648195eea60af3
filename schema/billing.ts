import { Field, Int, ObjectType } from 'type-graphql'
import { CauseSystem, ChargeKind, ChargeParty, TaxState } from './enums.js'
import { Decimal } from './scalars.js'
import { Money } from './shapes.js'

// What a call record says about its cost and its end.

@ObjectType({
  description: 'One part of the price of a call, or what another party pays for it.',
  simpleResolvers: true,
})
export class Charge {
  @Field(() => ChargeParty, { description: 'Who pays it.' })
  payer!: ChargeParty

  @Field(() => ChargeKind, { description: 'What it is for.' })
  kind!: ChargeKind

  @Field(() => Money, { description: 'The amount; positive if the payer owes it.' })
  money!: Money

  @Field(() => TaxState, { description: 'Whether the amount includes tax.' })
  tax!: TaxState
}

@ObjectType({ description: 'The rate by which a call was charged.', simpleResolvers: true })
export class CallRate {
  @Field(() => Decimal, {
    nullable: true,
    description: 'The price of a minute (Sippy price_n, MOR user_rate).',
  })
  perMinute!: string | null

  @Field(() => Decimal, {
    nullable: true,
    description: 'The price of a minute during the first increment (Sippy price_1).',
  })
  firstPerMinute!: string | null

  @Field(() => Int, {
    nullable: true,
    description: 'The first increment in seconds: the least duration that is charged (Sippy interval_1).',
  })
  firstIncrementSeconds!: number | null

  @Field(() => Int, { nullable: true, description: 'The further increments in seconds (Sippy interval_n).' })
  nextIncrementSeconds!: number | null

  @Field(() => Decimal, { nullable: true, description: 'What the set-up of a call costs (Sippy connect_fee).' })
  connectFee!: string | null

  @Field(() => String, {
    nullable: true,
    description: 'The prefix of the called number that the rate applies to (Sippy prefix, MOR prefix).',
  })
  prefix!: string | null
}

@ObjectType({ description: 'Where a call went, as the tariff of the vendor names it.', simpleResolvers: true })
export class CallDestination {
  @Field(() => String, { nullable: true, description: 'The country (Sippy country).' })
  country!: string | null

  @Field(() => String, {
    nullable: true,
    description: 'The name of the destination (Sippy description, MOR destination).',
  })
  description!: string | null

  @Field(() => String, { nullable: true, description: 'The area (Sippy area_name).' })
  area!: string | null
}

@ObjectType({ description: 'Why a call ended.', simpleResolvers: true })
export class DisconnectCause {
  @Field(() => CauseSystem, { description: 'The numbering that the code belongs to.' })
  system!: CauseSystem

  @Field(() => Int, { nullable: true, description: 'The code; null if the vendor reports words.' })
  code!: number | null

  @Field(() => String, { nullable: true, description: 'The cause exactly as the vendor wrote it.' })
  text!: string | null
}
