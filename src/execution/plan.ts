import type { FieldNode, GraphQLAbstractType, GraphQLField, GraphQLLeafType, GraphQLObjectType } from 'graphql'
import type { ItemCounter } from './meter.js'

/** Completes an object from the value of a resolver. The items of its lists are counted. */
export type ReadObject = (source: unknown, counter: ItemCounter) => Record<string, unknown>

// An operation prepared for execution: each selected field with its type and resolver, looked up once.

type ResolveField = NonNullable<GraphQLField<unknown, unknown>['resolve']>

/** How the value of a field is completed. */
export type ValuePlan = { readonly nonNull: boolean } & (
  | { readonly kind: 'leaf'; readonly type: GraphQLLeafType }
  | { readonly kind: 'list'; readonly of: ValuePlan }
  | { readonly kind: 'object'; readonly object: ObjectPlan }
  | {
      readonly kind: 'abstract'
      readonly type: GraphQLAbstractType
      readonly objectOf: (type: GraphQLObjectType) => ObjectPlan
    }
)

export interface FieldPlan {
  /** The response key: the alias, or the name. */
  readonly key: string
  readonly parentType: GraphQLObjectType
  readonly nodes: readonly [FieldNode, ...FieldNode[]]
  /** Null for `__typename`. */
  readonly definition: GraphQLField<unknown, unknown> | null
  /** Null where the value is just a property of the object. */
  readonly resolve: ResolveField | null
  readonly value: ValuePlan
}

/** The name of a field in errors: `Type.field`. */
export const nameOf = ({ parentType, definition }: FieldPlan): string =>
  `${parentType.name}.${definition?.name ?? '__typename'}`

export interface ObjectPlan {
  readonly type: GraphQLObjectType
  readonly fields: readonly FieldPlan[]
  /** The fields that have a resolver, or contain one; `read` reads the others. */
  readonly resolved: readonly FieldPlan[]
  /** Reads all plain fields at once, with null for the others. Throws at any value that does not match its type. */
  readonly read: ReadObject
}

/** Whether a value consists of properties only, so that it can be read at once. */
export function isPlain(value: ValuePlan): boolean {
  if (value.kind === 'leaf') return true
  if (value.kind === 'list') return isPlain(value.of)
  return value.kind === 'object' && value.object.resolved.length === 0
}

/** Reads the plain fields of an object, and counts the items in them; null where a value does not match its type. */
export function readPlain(plan: ObjectPlan, source: unknown, counter: ItemCounter): Record<string, unknown> | null {
  // The generated code would read the properties of a text as well: its length is no field.
  if (typeof source !== 'object' || source === null) return null
  counter.records = 0
  try {
    return plan.read(source, counter)
  } catch {
    // Whatever the error is, reading field by field locates it.
    return null
  }
}
