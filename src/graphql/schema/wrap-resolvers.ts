import { type GraphQLField, type GraphQLFieldResolver, type GraphQLSchema, isObjectType } from 'graphql'
import type { GraphContext } from '../context.js'

export type Resolve = GraphQLFieldResolver<unknown, GraphContext>

/**
 * Replaces the resolvers of fields with arguments. Changes the schema that it is given, and returns it.
 * @param wrap returns the resolver to use, which may be the given one.
 */
export function wrapResolvers(
  schema: GraphQLSchema,
  wrap: (resolve: Resolve, field: GraphQLField<unknown, GraphContext>, typeName: string) => Resolve,
): GraphQLSchema {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith('__')) continue
    for (const field of Object.values(type.getFields()))
      if (field.args.length > 0 && field.resolve !== undefined) field.resolve = wrap(field.resolve, field, type.name)
  }
  return schema
}
