import { type FieldNode, type GraphQLField, getNullableType, isListType, isRequiredArgument, Kind } from 'graphql'
import type { Variables } from '../execution/collect.js'

/** What limits the lists of a server. */
export interface PageSizes {
  readonly defaultPageSize: number
  readonly maxPageSize: number
  /** How many sources are configured. */
  readonly sources: number
}

/** How long a list is by its arguments. */
export interface ListSize {
  readonly size: number
  /** The argument that sets the size, or could set it. */
  readonly argument: string
}

type Field = GraphQLField<unknown, unknown>

/** The size of the pages of a connection; null for other fields. 0 for a size that the resolver refuses. */
export function pageOf(field: Field, node: FieldNode, variables: Variables, sizes: PageSizes): ListSize | null {
  if (!hasPages(field)) return null
  const last = numberOf(node, 'last', variables)
  const size = last ?? numberOf(node, 'first', variables) ?? Math.min(sizes.defaultPageSize, sizes.maxPageSize)
  const isRefused = size < 0 || size > sizes.maxPageSize
  return { size: isRefused ? 0 : size, argument: last === null ? 'first' : 'last' }
}

const hasPages = ({ args }: Field): boolean =>
  args.some(({ name }) => name === 'first') && args.some(({ name }) => name === 'last')

/** The length of a required list argument, such as `ids`: the field returns one item for each. */
export function listArgumentOf(field: Field, node: FieldNode, variables: Variables): ListSize | null {
  const required = field.args.find(
    (argument) => isRequiredArgument(argument) && isListType(getNullableType(argument.type)),
  )
  if (required === undefined) return null
  const value = valueOf(node, required.name, variables)
  // GraphQL coerces a single value to a list of one.
  return { size: Array.isArray(value) ? value.length : 1, argument: required.name }
}

function numberOf(node: FieldNode, name: string, variables: Variables): number | null {
  const value = valueOf(node, name, variables)
  return typeof value === 'number' ? value : null
}

/** Of a validated argument: a number, a list of anything, or something else. */
function valueOf(node: FieldNode, name: string, variables: Variables): unknown {
  const value = node.arguments?.find((argument) => argument.name.value === name)?.value
  switch (value?.kind) {
    case Kind.VARIABLE:
      return variables[value.name.value]
    case Kind.INT:
      return Number(value.value)
    case Kind.LIST:
      return value.values
    default:
      return null
  }
}
