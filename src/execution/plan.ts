import type { FieldNode, GraphQLAbstractType, GraphQLField, GraphQLLeafType, GraphQLObjectType } from 'graphql'
import type { ItemCounter } from './meter.js'

/** Makes the answer's object of one that a resolver gave. The items of its lists are counted. */
export type ReadObject = (source: unknown, counter: ItemCounter) => Record<string, unknown>

// An operation as it is run: every field that is selected, with its type and how it is read, looked up once.

export type ResolveField = NonNullable<GraphQLField<unknown, unknown>['resolve']>

/** What a field's value is made into. */
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
  /** Null where the value is a property of the object, and nothing else. */
  readonly resolve: ResolveField | null
  readonly value: ValuePlan
}

/** As errors name it. */
export const nameOf = ({ parentType, definition }: FieldPlan): string =>
  `${parentType.name}.${definition?.name ?? '__typename'}`

export interface ObjectPlan {
  readonly type: GraphQLObjectType
  readonly fields: readonly FieldPlan[]
  /** The fields that are more than properties all the way down; the others are read by `read`. */
  readonly resolved: readonly FieldPlan[]
  /** Reads all plain fields at once; leaves room for the others. Throws at whatever is not as it should be. */
  readonly read: ReadObject
}

/** Whether a value is made of properties only, so that it can be read at once. */
export function isPlain(value: ValuePlan): boolean {
  if (value.kind === 'leaf') return true
  if (value.kind === 'list') return isPlain(value.of)
  return value.kind === 'object' && value.object.resolved.length === 0
}

/** Reads the plain fields of an object, and counts what is in them; null where that cannot be. */
export function readPlain(plan: ObjectPlan, source: unknown, counter: ItemCounter): Record<string, unknown> | null {
  // The generated code would read the properties of a text as well: its length is no field.
  if (typeof source !== 'object' || source === null) return null
  counter.records = 0
  try {
    return plan.read(source, counter)
  } catch {
    // Whatever it was, reading field by field tells where.
    return null
  }
}
