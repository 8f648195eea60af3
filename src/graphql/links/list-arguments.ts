import { Arg, ArgsType, type ClassType, Field, Int } from 'type-graphql'

/** Marks the parameter that takes the filter of a list. */
export const FilterArg = (typeOf: () => ClassType, which = 'of them'): ReturnType<typeof Arg> =>
  Arg('filter', typeOf, { nullable: true, description: `Which ${which}; all when left out.` })

/** The arguments that every list takes in addition to its filter. */
@ArgsType()
export class ListArgs {
  @Field(() => [String], {
    nullable: true,
    description: 'Names of the sources to query; all of them when left out.',
  })
  sources?: string[]

  @Field(() => Int, {
    nullable: true,
    description: 'How many records from the start of the list, or after the cursor `after`.',
  })
  first?: number

  @Field(() => String, { nullable: true, description: 'A cursor: only records after it.' })
  after?: string

  @Field(() => Int, {
    nullable: true,
    description: 'How many records from the end of the list, or before the cursor `before`.',
  })
  last?: number

  @Field(() => String, { nullable: true, description: 'A cursor: only records before it.' })
  before?: string

  @Field(() => Boolean, {
    nullable: true,
    defaultValue: false,
    description:
      'Whether a source that does not answer makes the list an error, instead of being left out and reported. The sources ' +
      'named in `sources` are required, or else all that have such a list, even where they cannot apply the filter.',
  })
  requireAllSources!: boolean
}
