import { type GraphQLInputType, type GraphQLSchema, getNamedType, isInputObjectType } from 'graphql'
import { type Resolve, wrapResolvers } from './wrap-resolvers.js'

// Global ids of records whose addresses are masked hold encrypted native ids. They are decrypted before any resolver sees
// them: all arguments of the type ID.

type Arguments = Readonly<Record<string, unknown>>
type Open = (globalId: string) => string

/** Decrypts the ids in the arguments of every field. Changes the schema that it is given, and returns it. */
export const openIds = (schema: GraphQLSchema): GraphQLSchema =>
  wrapResolvers(schema, (resolve, field) => {
    const withIds = field.args.filter((argument) => holdsIds(argument.type))
    return withIds.length === 0 ? resolve : opening(resolve, withIds)
  })

function holdsIds(of: GraphQLInputType): boolean {
  const type = getNamedType(of)
  if (!isInputObjectType(type)) return type.name === 'ID'
  return Object.values(type.getFields()).some((field) => holdsIds(field.type))
}

function opening(
  resolve: Resolve,
  args: readonly { readonly name: string; readonly type: GraphQLInputType }[],
): Resolve {
  return (source, given: Arguments, context, info) => {
    const open: Open = (id) => context.openId(id)
    let opened = given
    for (const { name, type } of args) {
      const value = openIn(type, given[name], open)
      // The same object where nothing was encrypted: lists are recognised by their arguments.
      if (value !== given[name]) opened = { ...opened, [name]: value }
    }
    return resolve(source, opened, context, info)
  }
}

/** The value of an argument with the ids in it decrypted; the same object where none was encrypted. */
export function openIn(of: GraphQLInputType, value: unknown, open: Open): unknown {
  if (value === undefined || value === null) return value
  if (Array.isArray(value)) {
    const items = value.map((item) => openIn(of, item, open))
    return items.every((item, at) => item === value[at]) ? value : items
  }
  const type = getNamedType(of)
  if (!isInputObjectType(type)) return type.name === 'ID' && typeof value === 'string' ? open(value) : value
  if (typeof value !== 'object') return value
  let opened: object = value
  for (const field of Object.values(type.getFields())) {
    const before: unknown = Reflect.get(value, field.name)
    const after = openIn(field.type, before, open)
    if (after !== before) opened = { ...opened, [field.name]: after }
  }
  return opened
}
