import {
  type GraphQLAbstractType,
  GraphQLError,
  type GraphQLObjectType,
  type GraphQLSchema,
  isObjectType,
} from 'graphql'

/**
 * The object type that `resolveType` returned, with the error messages of graphql-js.
 * @param field the field with the abstract type, as `Type.field`.
 * @throws GraphQLError when the name is not one of the possible types.
 */
export function runtimeType(
  schema: GraphQLSchema,
  type: GraphQLAbstractType,
  field: string,
  name: unknown,
): GraphQLObjectType {
  if (isObjectType(name))
    throw new GraphQLError(
      'Support for returning GraphQLObjectType from resolveType was removed in graphql-js@16.0.0 please return type name instead.',
    )
  if (typeof name !== 'string')
    throw new GraphQLError(
      `Abstract type "${type.name}" must resolve to an Object type at runtime for field "${field}". Either the "${type.name}" type should provide a "resolveType" function or each possible type should provide an "isTypeOf" function.`,
    )
  const named = schema.getType(name)
  if (named === undefined)
    throw new GraphQLError(
      `Abstract type "${type.name}" was resolved to a type "${name}" that does not exist inside the schema.`,
    )
  if (!isObjectType(named))
    throw new GraphQLError(`Abstract type "${type.name}" was resolved to a non-object type "${name}".`)
  if (!schema.isSubType(type, named))
    throw new GraphQLError(`Runtime Object type "${name}" is not a possible type for "${type.name}".`)
  return named
}
