import type { ListEngine } from '../../engine/lists/list-engine.js'
import type { ListArguments } from '../../engine/page/page-arguments.js'
import { badInput } from '../../engine/source/bad-input.js'
import { parseGlobalId } from '../../engine/source/global-id.js'

/**
 * Vendors know a parent call by its native id; its global id also says which source has it.
 * @returns the arguments that replace those of the client.
 * @throws GraphQLError BAD_USER_INPUT for the id of another record, or of a source that is not configured.
 */
export function parentCallOf<Filter extends object>(
  filter: Filter | null | undefined,
  args: Pick<ListArguments, 'sources'>,
  engine: Pick<ListEngine, 'sources'>,
): { readonly filter?: Filter; readonly sources?: readonly string[] } {
  if (filter === null || filter === undefined) return {}
  const given: unknown = Reflect.get(filter, 'parentCallId')
  const id = typeof given === 'string' ? parseGlobalId(given) : null
  if (id === null) return {}
  if (id.type !== 'Call') throw badInput('filter.parentCallId', `is the id of a ${id.type}, not of a Call`)
  if (engine.sources.find(id.source) === undefined)
    throw badInput('filter.parentCallId', `is of the source ${JSON.stringify(id.source)}, which is not configured`)
  return { filter: { ...filter, parentCallId: id.nativeId }, sources: args.sources ?? [id.source] }
}
