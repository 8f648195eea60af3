import { Arg, Ctx, ID, Query, Resolver } from 'type-graphql'
import { Customer, Node } from '../../../schema/shapes.js'
import { Source } from '../../../schema/source.js'
import { badInput } from '../../engine/source/bad-input.js'
import { parseGlobalId } from '../../engine/source/global-id.js'
import { type RecordView, toCustomer } from '../../engine/source/records.js'
import { mayKnowCustomer, sourcesWith } from '../../engine/source/visibility.js'
import type { GraphContext } from '../context.js'

@Resolver()
export class NodeResolver {
  @Query(() => Node, {
    nullable: true,
    description: 'Any record by its global id; null when it is not there (any more).',
  })
  node(
    @Arg('id', () => ID, { description: 'The global id of a record.' }) id: string,
    @Ctx() context: GraphContext,
  ): Promise<RecordView | null> {
    return context.nodes.load(checkedId(id, 'id', context))
  }

  @Query(() => [Node], {
    nullable: 'items',
    description:
      'Several records by their global ids, in the order of the ids; null where one is not there (any more).',
  })
  nodes(
    @Arg('ids', () => [ID], { description: 'The global ids of the records.' }) ids: string[],
    @Ctx() context: GraphContext,
  ): readonly Promise<RecordView | null>[] {
    const { maxPageSize } = context.engine.limits
    if (ids.length > maxPageSize) throw badInput('ids', `must not be more than ${maxPageSize}; there are ${ids.length}`)
    const checked = ids.map((id, at) => checkedId(id, `ids[${at}]`, context))
    return checked.map((id) => context.nodes.load(id))
  }

  @Query(() => [Source], { description: 'The configured vendor systems.' })
  sources(@Ctx() { engine, access }: GraphContext): readonly Source[] {
    return sourcesWith(engine.sources, access, 'sources:read').all.map(({ node }) => node)
  }

  @Query(() => Customer, {
    nullable: true,
    description:
      'A customer of one source. A request is sent to the vendor only for what is read when it is selected, such as the balance; only lists, and records that mention the customer, have its name.',
  })
  customer(
    @Arg('source', () => String, { description: 'The name of the source.' }) name: string,
    @Arg('nativeId', () => String, { description: "The vendor's own key of the customer." }) nativeId: string,
    @Ctx() context: GraphContext,
  ): RecordView | null {
    if (nativeId === '') throw badInput('nativeId', 'must not be empty')
    const { node } = context.engine.sources.require(name, 'source')
    return mayKnowCustomer(context.access, name, nativeId) ? toCustomer({ nativeId, name: null }, node) : null
  }
}

function checkedId(id: string, argument: string, context: GraphContext): string {
  const parsed = parseGlobalId(id)
  if (parsed === null) throw badInput(argument, `${JSON.stringify(id)} is not an id of this graph`)
  if (context.engine.sources.find(parsed.source) === undefined)
    throw badInput(argument, `is of the source ${JSON.stringify(parsed.source)}, which is not configured`)
  return id
}
