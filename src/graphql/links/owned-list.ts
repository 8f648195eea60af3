import type { ListArguments } from '../../engine/page/page-arguments.js'
import { badInput } from '../../engine/source/bad-input.js'
import type { ListArgs } from './list-arguments.js'

/** The record that a list belongs to. */
export interface Owner {
  /** The source of the records; any source when left out. */
  readonly source?: string
  /** The condition that limits the list to its owner. */
  readonly by: 'parentCallId' | 'accountId' | 'customerId' | 'number'
  readonly key: string
}

/**
 * The arguments of a list that belongs to a record. A client cannot contradict the condition that the record sets.
 * @throws GraphQLError BAD_USER_INPUT naming the argument.
 */
export function ownedList({ source, by, key }: Owner, args: ListArgs, given?: object | null): ListArguments {
  if (source !== undefined && (args.sources ?? []).some((name) => name !== source))
    throw badInput('sources', `this list has records of ${JSON.stringify(source)} only; leave it out`)
  const other: unknown = Reflect.get(given ?? {}, by)
  if (other !== undefined && other !== null && other !== key)
    throw badInput(
      `filter.${by}`,
      `is ${JSON.stringify(key)} because of the record that the list belongs to; leave it out`,
    )
  return { ...args, ...(source === undefined ? {} : { sources: [source] }), filter: { ...given, [by]: key } }
}
