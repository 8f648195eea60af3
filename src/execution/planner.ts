import {
  type FieldNode,
  type GraphQLObjectType,
  type GraphQLOutputType,
  GraphQLString,
  isAbstractType,
  isLeafType,
  isListType,
  isNonNullType,
  SchemaMetaFieldDef,
  TypeMetaFieldDef,
} from 'graphql'
import { collectFields, type OperationParts, type Variables } from './collect.js'
import { type FieldPlan, isPlain, type ObjectPlan, type ReadObject, type ValuePlan } from './plan.js'
import { generateReader } from './reader-codegen.js'

const TYPE_NAME: ValuePlan = { kind: 'leaf', nonNull: true, type: GraphQLString }

/** Plans one operation, for variables that skip and include the same. */
export class Planner {
  #planned = 0

  /** @param onPlanned called with the number of planned fields: at once, and for abstract types when a concrete type occurs. */
  constructor(
    private readonly parts: OperationParts,
    private readonly variables: Variables,
    private readonly onPlanned: (fields: number) => void,
  ) {}

  planRoot(type: GraphQLObjectType): ObjectPlan {
    return this.#counted(() => this.#planObject(type, [this.parts.operation]))
  }

  #counted(make: () => ObjectPlan): ObjectPlan {
    this.#planned = 0
    const plan = make()
    this.onPlanned(this.#planned)
    return plan
  }

  #planObject(type: GraphQLObjectType, nodes: readonly (FieldNode | typeof this.parts.operation)[]): ObjectPlan {
    const sets = nodes.flatMap(({ selectionSet }) => selectionSet ?? [])
    const collected = collectFields(this.parts, this.variables, type, sets)
    const fields = [...collected].flatMap(([key, [first, ...others]]) =>
      first === undefined ? [] : (this.#planField(key, type, [first, ...others]) ?? []),
    )
    const resolved = fields.filter(({ resolve, value }) => resolve !== null || !isPlain(value))
    return { type, fields, resolved, read: lazily(() => generateReader(fields, new Set(resolved))) }
  }

  #planField(key: string, parentType: GraphQLObjectType, nodes: FieldPlan['nodes']): FieldPlan | null {
    const name = nodes[0].name.value
    this.#planned++
    if (name === '__typename') return { key, parentType, nodes, definition: null, resolve: null, value: TYPE_NAME }
    const definition = this.#metaField(name, parentType) ?? parentType.getFields()[name]
    if (definition === undefined) return null
    const value = this.#planValue(definition.type, nodes)
    return { key, parentType, nodes, definition, resolve: definition.resolve ?? null, value }
  }

  #metaField(name: string, parentType: GraphQLObjectType): FieldPlan['definition'] {
    if (parentType !== this.parts.schema.getQueryType()) return null
    return name === '__schema' ? SchemaMetaFieldDef : name === '__type' ? TypeMetaFieldDef : null
  }

  #planValue(type: GraphQLOutputType, nodes: FieldPlan['nodes']): ValuePlan {
    const nonNull = isNonNullType(type)
    const inner = isNonNullType(type) ? type.ofType : type
    if (isListType(inner)) return { kind: 'list', nonNull, of: this.#planValue(inner.ofType, nodes) }
    if (isLeafType(inner)) return { kind: 'leaf', nonNull, type: inner }
    if (isAbstractType(inner)) {
      const plans = new Map<GraphQLObjectType, ObjectPlan>()
      const objectOf = (concrete: GraphQLObjectType): ObjectPlan => {
        const plan = plans.get(concrete) ?? this.#counted(() => this.#planObject(concrete, nodes))
        plans.set(concrete, plan)
        return plan
      }
      return { kind: 'abstract', nonNull, type: inner, objectOf }
    }
    return { kind: 'object', nonNull, object: this.#planObject(inner, nodes) }
  }
}

/** Generates code when it is first used: the parts of a plain object have their own only when reading it whole fails. */
function lazily(generate: () => ReadObject): ReadObject {
  let generated: ReadObject | null = null
  return (source, counter) => (generated ??= generate())(source, counter)
}
