import { buildSchema, type GraphQLFieldResolver, type GraphQLSchema, isObjectType } from 'graphql'

/** One behaviour of execution that the specification requires, as an operation that shows it. */
export interface Behaviour {
  readonly what: string
  readonly schema: GraphQLSchema
  readonly document: string
  readonly variables?: Readonly<Record<string, unknown>>
  readonly root?: unknown
  readonly context?: unknown
  /** How many errors the answer has; none unless given. */
  readonly errors?: number
  /** Errors are concurrent: no rule fixes their order. */
  readonly concurrent?: true
}

type Resolve = GraphQLFieldResolver<unknown, unknown>

/** A schema in schema definition language, with resolvers by type and field. */
export function schemaOf(
  definitions: string,
  resolvers: Readonly<Record<string, Readonly<Record<string, Resolve>>>> = {},
): GraphQLSchema {
  const schema = buildSchema(definitions)
  for (const [typeName, fields] of Object.entries(resolvers)) {
    const type = schema.getType(typeName)
    if (!isObjectType(type)) throw new Error(`there is no type ${typeName}`)
    for (const [name, resolve] of Object.entries(fields)) {
      const field = type.getFields()[name]
      if (field === undefined) throw new Error(`there is no ${typeName}.${name}`)
      field.resolve = resolve
    }
  }
  return schema
}

/** Fulfilled some turns of the microtask queue later. */
export async function later<Value>(value: Value, turns = 1): Promise<Value> {
  for (let turn = 0; turn < turns; turn++) await null
  return value
}

export async function failLater(message: string, turns = 1): Promise<never> {
  await later(null, turns)
  throw new Error(message)
}

export const fail = (message: string) => (): never => {
  throw new Error(message)
}
