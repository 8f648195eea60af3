import { ArgsType, Field, Int } from 'type-graphql'

/** The arguments that every list takes beside its filter. */
@ArgsType()
export class ListArgs {
  @Field(() => [String], {
    nullable: true,
    description: 'Names of the sources to ask; all of them when left out.',
  })
  sources?: string[]

  @Field(() => Int, { nullable: true, description: 'How many records of the beginning, or behind `after`.' })
  first?: number

  @Field(() => String, { nullable: true, description: 'A cursor: only records behind it.' })
  after?: string

  @Field(() => Int, { nullable: true, description: 'How many records of the end, or before `before`.' })
  last?: number

  @Field(() => String, { nullable: true, description: 'A cursor: only records before it.' })
  before?: string

  @Field(() => Boolean, {
    nullable: true,
    defaultValue: false,
    description:
      'Whether a source that does not answer makes the list an error, instead of being left out and reported. Required ' +
      'are the sources that `sources` names; without it, all that have such a list, also where they cannot apply the filter.',
  })
  requireAllSources!: boolean
}
