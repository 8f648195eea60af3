import type { ListArguments } from '../../engine/page/page-arguments.js'
import { badInput } from '../../engine/source/bad-input.js'
import type { ListArgs } from './list-arguments.js'

/** What a list has of the record that it belongs to. */
export interface Owner {
  /** Where the records are; left out: at any source. */
  readonly source?: string
  /** The condition that makes it the record's own. */
  readonly by: 'parentCallId' | 'accountId' | 'customerId' | 'number'
  readonly key: string
}

/**
 * The arguments of a list that belongs to a record: what the record says by itself, a client cannot say otherwise.
 * @throws GraphQLError BAD_USER_INPUT naming the argument.
 */
export function ownedList({ source, by, key }: Owner, args: ListArgs, given?: object | null): ListArguments {
  if (source !== undefined && (args.sources ?? []).some((name) => name !== source))
    throw badInput('sources', `this list has records of ${JSON.stringify(source)} only; leave it out`)
  const other: unknown = Reflect.get(given ?? {}, by)
  if (other !== undefined && other !== null && other !== key)
    throw badInput(`filter.${by}`, `is ${JSON.stringify(key)} by where the list stands; leave it out`)
  return { ...args, ...(source === undefined ? {} : { sources: [source] }), filter: { ...given, [by]: key } }
}
