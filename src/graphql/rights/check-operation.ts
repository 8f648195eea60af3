import {
  type FieldNode,
  GraphQLError,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLNamedOutputType,
  type GraphQLObjectType,
  getArgumentValues,
  getNamedType,
  isAbstractType,
  isInputObjectType,
  isLeafType,
  isObjectType,
  type SelectionSetNode,
} from 'graphql'
import { CONDITION_CLASSES } from '../../../schema/field-masks.js'
import { maskOf } from '../../access/rights/field-masks.js'
import { FIELD_SCOPES, type FieldScope, VALUE_SCOPES } from '../../access/rights/field-scopes.js'
import { classesIn, NO_MASK } from '../../access/rights/masks.js'
import type { Scope } from '../../access/rights/scopes.js'
import { collectFields, type OperationParts, type Variables } from '../../execution/collect.js'
import type { Granted } from './granted.js'

/** Why an operation is refused: a right that is missing, or a condition on what is masked. */
export interface MissingRight {
  /** `Type.field`, or `Type.field(argument:)`. */
  readonly field: string
  readonly scope: Scope
  /** What is wrong, for the client. */
  readonly message: string
}

/** More are not named in one refusal. */
const MOST_NAMED = 10

/**
 * What a validated operation selects without the right to it, each scope once; empty: it may be executed.
 * @param variables as they are coerced.
 */
export function missingRights(parts: OperationParts, variables: Variables, granted: Granted): readonly MissingRight[] {
  const root = parts.schema.getRootType(parts.operation.operation)
  if (!isObjectType(root)) return []
  const check = new Check(parts, variables, granted)
  check.object(root, [parts.operation.selectionSet], false)
  return [...check.missing.values()].slice(0, MOST_NAMED)
}

const ENUMS_WITH_RIGHTS: ReadonlySet<string> = new Set(
  Object.keys(VALUE_SCOPES).map((path) => path.slice(0, path.indexOf('.'))),
)

/** Lists of sources on which the right to read sources was checked. */
const SOURCES_WITH_RIGHT: ReadonlySet<string> = new Set(['Query.sources', 'SourceHealthUpdate.sources'])

/** Each selection is looked at once for each type, so that the time grows with the document. */
class Check {
  readonly missing = new Map<string, MissingRight>()
  readonly #seen = new Map<GraphQLObjectType, Set<string>>()
  readonly #numbers = new Map<object, number>()

  constructor(
    private readonly parts: OperationParts,
    private readonly variables: Variables,
    private readonly granted: Granted,
  ) {}

  /** @param isGranted whether the object is one of a list of those on which the right to its own fields was checked. */
  object(type: GraphQLObjectType, sets: readonly SelectionSetNode[], isGranted: boolean): void {
    const key = `${isGranted} ${sets.map((set) => this.#numberOf(set)).join()}`
    const seen = this.#seen.get(type) ?? new Set()
    if (seen.has(key)) return
    this.#seen.set(type, seen.add(key))
    for (const nodes of collectFields(this.parts, this.variables, type, sets).values())
      this.#field(type, nodes, isGranted)
  }

  #numberOf(set: object): number {
    const known = this.#numbers.get(set) ?? this.#numbers.size
    this.#numbers.set(set, known)
    return known
  }

  #field(parent: GraphQLObjectType, nodes: readonly FieldNode[], isGranted: boolean): void {
    const [node] = nodes
    if (node === undefined) return
    const name = `${parent.name}.${node.name.value}`
    this.#scope(name, isGranted)
    const field = parent.getFields()[node.name.value]
    // __typename and introspection, whose types have no rights.
    if (field === undefined) return
    this.#conditions(name, field, node)
    this.#values(name, field, node, isGranted)
    const type: GraphQLNamedOutputType = getNamedType(field.type)
    if (isLeafType(type)) return
    const sets = nodes.flatMap(({ selectionSet }) => selectionSet ?? [])
    const types = isAbstractType(type) ? this.parts.schema.getPossibleTypes(type) : isObjectType(type) ? [type] : []
    for (const each of types) this.object(each, sets, SOURCES_WITH_RIGHT.has(name))
  }

  #scope(name: string, isGranted: boolean): void {
    const rule = FIELD_SCOPES[name]
    if (rule !== undefined) this.#rule(name, rule, isGranted)
  }

  #rule(name: string, { scope, enforced, of }: FieldScope, isGranted: boolean): void {
    if (enforced === 'action' || enforced === 'field' || enforced === 'value') return
    if (!this.granted.has(scope)) this.#refuse(name, scope, `${name} needs the scope ${scope}, which is not granted`)
    else if (enforced === 'operation' || isGranted) return
    else if (of === undefined && !this.granted.hasEverywhere(scope))
      this.#refuse(name, scope, `${name} needs the scope ${scope} on every source; read it in \`sources\``)
    else if (of !== undefined && !this.granted.hasOnAll(scope, of))
      this.#refuse(name, scope, `${name} needs the scope ${scope} for every record that ${of} shows`)
  }

  #conditions(name: string, field: GraphQLField<unknown, unknown>, node: FieldNode): void {
    const rule = FIELD_SCOPES[name]
    if (rule === undefined || rule.enforced !== 'operation' || field.args.length === 0) return
    const { scope } = rule
    const all = this.granted.maskOn(scope, null)
    if (all === NO_MASK) return
    const args = argumentsOf(field, node, this.variables)
    if (args === null) return
    const named = textsOf(args['sources'])
    const mask = named.length === 0 ? all : this.granted.maskOn(scope, named)
    const refuse = (where: string, classes: number): void => {
      const hidden = classesIn(mask & classes)
      if (hidden.length === 0) return
      const why = `is about what is masked (${hidden.join(', ')}); it needs records without that mask, or pii:full`
      this.#refuse(where, 'pii:full', `${where} ${why}`)
    }
    if (rule.byNumber === true) refuse(name, maskOf('phone'))
    for (const { name: argument, type } of field.args)
      for (const condition of conditionsIn(type, args[argument]))
        refuse(`${name}(${argument}: ${condition})`, maskOf(CONDITION_CLASSES[condition]))
  }

  /** Values of arguments that need a right of their own, such as what to group by. */
  #values(name: string, field: GraphQLField<unknown, unknown>, node: FieldNode, isGranted: boolean): void {
    const chosen = field.args.filter(({ type }) => ENUMS_WITH_RIGHTS.has(getNamedType(type).name))
    if (chosen.length === 0) return
    const args = argumentsOf(field, node, this.variables)
    for (const { name: argument, type } of chosen)
      for (const value of textsOf([args?.[argument]].flat())) {
        const rule = VALUE_SCOPES[`${getNamedType(type).name}.${value}`]
        if (rule !== undefined) this.#rule(`${name}(${argument}: ${value})`, rule, isGranted)
      }
  }

  #refuse(field: string, scope: Scope, message: string): void {
    const key = scope === 'pii:full' ? field : scope
    if (!this.missing.has(key)) this.missing.set(key, { field, scope, message })
  }
}

/** Null for arguments that do not fit: their field is not executed. */
function argumentsOf(
  field: GraphQLField<unknown, unknown>,
  node: FieldNode,
  variables: Variables,
): Readonly<Record<string, unknown>> | null {
  try {
    return getArgumentValues(field, node, variables)
  } catch (error) {
    if (error instanceof GraphQLError) return null
    throw error
  }
}

const textsOf = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((item) => typeof item === 'string') : []

/** The conditions of a filter that have a value, as `Type.condition`. */
function conditionsIn(type: GraphQLInputType, value: unknown): readonly string[] {
  const filter = getNamedType(type)
  if (!isInputObjectType(filter) || typeof value !== 'object' || value === null) return []
  return Object.values(filter.getFields()).flatMap((field) => {
    const given: unknown = Reflect.get(value, field.name)
    if (given === undefined || given === null) return []
    return [`${filter.name}.${field.name}`, ...conditionsIn(field.type, given)]
  })
}
