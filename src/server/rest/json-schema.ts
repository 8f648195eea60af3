import {
  type FieldNode,
  type GraphQLInputType,
  type GraphQLLeafType,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNullableType,
  isAbstractType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  type SelectionSetNode,
} from 'graphql'
import type { RestOperation } from './rest-operations.js'

// JSON Schema (draft 2020-12) of what operations take and return, for their description.

export type JsonSchema = Readonly<Record<string, unknown>>

/** The schemas of scalars; of others, any JSON. */
const SCALARS: Readonly<Record<string, JsonSchema>> = {
  Int: { type: 'integer', format: 'int32' },
  Float: { type: 'number' },
  Boolean: { type: 'boolean' },
  String: { type: 'string' },
  ID: { type: 'string' },
}

const REFERENCE = '#/components/schemas/'

/** Makes schemas; enums and input objects are named, and collected. */
export class SchemaMaker {
  /** By name, as `components.schemas` of OpenAPI has them. */
  readonly named: Record<string, JsonSchema> = {}

  constructor(
    private readonly schema: GraphQLSchema,
    /** Of the scalars that the graph adds. */
    private readonly scalars: Readonly<Record<string, JsonSchema>>,
  ) {}

  ofInput(given: GraphQLInputType): JsonSchema {
    const type = getNullableType(given)
    const schema = isListType(type)
      ? { type: 'array', items: this.ofInput(type.ofType) }
      : isInputObjectType(type)
        ? this.#reference(type, () => this.#ofInputObject(type))
        : this.#ofLeaf(type)
    return isNonNullType(given) ? schema : orNull(schema)
  }

  /** The schema of `data`. */
  ofResult({ definition, fragments }: RestOperation): JsonSchema {
    const root = this.schema.getRootType(definition.operation)
    return root ? this.#ofSelection(root, [definition.selectionSet], fragments) : {}
  }

  #ofInputObject(type: GraphQLNamedType): JsonSchema {
    const fields = isInputObjectType(type) ? Object.values(type.getFields()) : []
    const properties = fields.map(({ name, type: of, description }) => [name, described(this.ofInput(of), description)])
    const required = fields.filter(({ type: of, defaultValue }) => isNonNullType(of) && defaultValue === undefined)
    return {
      type: 'object',
      additionalProperties: false,
      properties: Object.fromEntries(properties),
      ...(required.length > 0 && { required: required.map(({ name }) => name) }),
      ...(isInputObjectType(type) && type.isOneOf && { minProperties: 1, maxProperties: 1 }),
    }
  }

  #ofOutput(given: GraphQLOutputType, nodes: readonly FieldNode[], fragments: RestOperation['fragments']): JsonSchema {
    const type = getNullableType(given)
    const sets = nodes.flatMap(({ selectionSet }) => selectionSet ?? [])
    let schema: JsonSchema
    if (isListType(type)) schema = { type: 'array', items: this.#ofOutput(type.ofType, nodes, fragments) }
    else if (isObjectType(type)) schema = this.#ofSelection(type, sets, fragments)
    else if (isAbstractType(type)) {
      const forms = this.schema.getPossibleTypes(type).map((one) => this.#ofSelection(one, sets, fragments))
      schema = { anyOf: [...new Map(forms.map((form) => [JSON.stringify(form), form])).values()] }
    } else schema = this.#ofLeaf(type)
    return isNonNullType(given) ? schema : orNull(schema)
  }

  #ofSelection(
    type: GraphQLObjectType,
    sets: readonly SelectionSetNode[],
    fragments: RestOperation['fragments'],
  ): JsonSchema {
    const fields = new Map<string, Selected>()
    for (const set of sets) this.#collect(type, set, fragments, false, fields)
    const properties = [...fields].map(([key, { nodes }]): [string, JsonSchema] => {
      const name = nodes[0]?.name.value ?? ''
      if (name === '__typename') return [key, { const: type.name }]
      const field = type.getFields()[name]
      return [key, field ? described(this.#ofOutput(field.type, nodes, fragments), field.description) : {}]
    })
    const required = [...fields].flatMap(([key, { isOptional }]) => (isOptional ? [] : [key]))
    return { type: 'object', properties: Object.fromEntries(properties), ...(required.length > 0 && { required }) }
  }

  /** @param isOptional whether a directive may leave out what is selected. */
  #collect(
    type: GraphQLObjectType,
    { selections }: SelectionSetNode,
    fragments: RestOperation['fragments'],
    isOptional: boolean,
    into: Map<string, Selected>,
  ): void {
    for (const selection of selections) {
      const maybe = isOptional || (selection.directives?.length ?? 0) > 0
      if (selection.kind === Kind.FIELD) {
        const key = selection.alias?.value ?? selection.name.value
        const before = into.get(key)
        into.set(key, {
          nodes: [...(before?.nodes ?? []), selection],
          isOptional: maybe && (before?.isOptional ?? true),
        })
        continue
      }
      const part = selection.kind === Kind.FRAGMENT_SPREAD ? fragments[selection.name.value] : selection
      const on = part?.typeCondition?.name.value ?? type.name
      if (part !== undefined && this.#fits(type, on)) this.#collect(type, part.selectionSet, fragments, maybe, into)
    }
  }

  #fits(type: GraphQLObjectType, condition: string): boolean {
    const on = this.schema.getType(condition)
    return on === type || (isAbstractType(on) && this.schema.isSubType(on, type))
  }

  #ofLeaf(type: GraphQLLeafType): JsonSchema {
    if (isEnumType(type))
      return this.#reference(type, () => ({ type: 'string', enum: type.getValues().map(({ name }) => name) }))
    return SCALARS[type.name] ?? described(this.scalars[type.name] ?? {}, type.description)
  }

  #reference(type: GraphQLNamedType, make: () => JsonSchema): JsonSchema {
    if (this.named[type.name] === undefined) {
      // Input objects may hold others of their own type.
      this.named[type.name] = {}
      this.named[type.name] = described(make(), type.description)
    }
    return { $ref: `${REFERENCE}${type.name}` }
  }
}

interface Selected {
  readonly nodes: readonly FieldNode[]
  readonly isOptional: boolean
}

const described = (schema: JsonSchema, description: string | null | undefined): JsonSchema =>
  description ? { ...schema, description } : schema

function orNull(schema: JsonSchema): JsonSchema {
  const { type } = schema
  return typeof type === 'string' ? { ...schema, type: [type, 'null'] } : { anyOf: [schema, { type: 'null' }] }
}
