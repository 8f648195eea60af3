import type { GraphQLResolveInfo } from 'graphql'
import type { OperationParts, Variables } from './collect.js'
import type { FieldPlan } from './plan.js'

type Path = GraphQLResolveInfo['path']
/** What graphql 17 adds, which a library declares for all versions; graphql-js 16 has no such members either. */
type OfLaterVersion = 'getAbortSignal' | 'getAsyncHelpers'

/** The `info` argument of a resolver. */
export function resolveInfo(
  { schema, fragments, operation }: OperationParts,
  variables: Variables,
  { definition, nodes, parentType }: FieldPlan,
  path: Path,
  rootValue: unknown,
): GraphQLResolveInfo {
  if (definition === null) throw new Error('__typename is not resolved')
  const info: Omit<GraphQLResolveInfo, OfLaterVersion> = {
    fieldName: definition.name,
    fieldNodes: nodes,
    returnType: definition.type,
    parentType,
    path,
    schema,
    fragments,
    rootValue,
    operation,
    variableValues: variables,
  }
  return info as GraphQLResolveInfo
}

/** The path of the field that an item of a list, or of lists of lists, belongs to. */
export function fieldPathOf(path: Path): Path {
  let place = path
  while (typeof place.key === 'number' && place.prev !== undefined) place = place.prev
  return place
}
