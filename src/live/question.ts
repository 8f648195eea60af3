import {
  type ArgumentNode,
  type DocumentNode,
  type FieldNode,
  GraphQLError,
  type GraphQLObjectType,
  type GraphQLSchema,
  getArgumentValues,
  getNamedType,
  getOperationAST,
  getVariableValues,
  isAbstractType,
  isObjectType,
  Kind,
  print,
  type SelectionSetNode,
  visit,
} from 'graphql'
import { badInput } from '../engine/source/bad-input.js'
import { collectFields, type OperationParts, type Variables } from '../execution/collect.js'
import { compileSubscription, type PreparedQuery } from '../execution/compile.js'

// What a client subscribes to: the field, its arguments, and what it selects.

export interface AskedSubscription {
  readonly field: string
  readonly args: Readonly<Record<string, unknown>>
  /** The position that the client knows; null: none. */
  readonly since: string | null
  /** Equal for equal questions, whatever their `since`. */
  readonly key: string
  /** The names of the fields that are selected from an event. */
  readonly selected: ReadonlySet<string>
  readonly prepared: PreparedQuery
}

/** Fields whose resolvers ask no vendor. */
const COMPUTED: ReadonlySet<string> = new Set(['Party.phoneNumber', 'ActiveCall.id', 'Customer.id'])

/**
 * Reads a validated subscription.
 * @throws GraphQLError OPERATION_RESOLUTION_FAILURE; BAD_USER_INPUT for variables that do not fit, more than one root
 *   field, and fields that ask a vendor.
 */
export function readSubscription(
  schema: GraphQLSchema,
  document: DocumentNode,
  operationName: string | null,
  given: Variables,
): AskedSubscription {
  const compiled = compileSubscription(schema, document, operationName)
  const type = schema.getSubscriptionType()
  if (compiled === null || !type) throw noOperation()
  const { parts, operation } = compiled
  const prepared = compiled.prepare(given)
  if (prepared === null) throw variableError(schema, operation.variableDefinitions ?? [], given)
  const { variables } = prepared
  const [first, ...others] = [...collectFields(parts, variables, type, [operation.selectionSet]).values()]
  const node = first?.[0]
  const definition = node === undefined ? undefined : type.getFields()[node.name.value]
  if (node === undefined || definition === undefined || others.length > 0)
    throw badInput('subscription', 'must have one root field; open another subscription for another one')
  checkFields(parts, variables, type)
  const { since, ...args } = getArgumentValues(definition, node, variables)
  const update = getNamedType(definition.type)
  const sets = (first ?? []).flatMap(({ selectionSet }) => selectionSet ?? [])
  const selected = isObjectType(update) ? [...collectFields(parts, variables, update, sets).values()] : []
  return {
    ...{ field: definition.name, args, prepared },
    since: typeof since === 'string' ? since : null,
    key: keyOf(document, operationName, node, variables),
    selected: new Set(selected.flatMap(([field]) => field?.name.value ?? [])),
  }
}

const noOperation = (): GraphQLError =>
  new GraphQLError('The document has no such subscription.', {
    extensions: { code: 'OPERATION_RESOLUTION_FAILURE' },
  })

function variableError(
  schema: GraphQLSchema,
  definitions: Parameters<typeof getVariableValues>[1],
  given: Variables,
): GraphQLError {
  const { errors = [] } = getVariableValues(schema, definitions, given, { maxErrors: 1 })
  const [error] = errors
  const message = error?.message ?? 'the variables cannot be used'
  return new GraphQLError(message, { nodes: error?.nodes ?? null, extensions: { code: 'BAD_USER_INPUT' } })
}

/** @throws GraphQLError BAD_USER_INPUT for a field that asks a vendor: it would be asked again at each event. */
function checkFields(parts: OperationParts, variables: Variables, root: GraphQLObjectType): void {
  const seen = new Set<string>()
  const check = (type: GraphQLObjectType, sets: readonly SelectionSetNode[]): void => {
    for (const nodes of collectFields(parts, variables, type, sets).values()) {
      const name = nodes[0]?.name.value ?? ''
      const [path, field] = [`${type.name}.${name}`, type.getFields()[name]]
      const key = `${path} ${nodes.map(({ loc }) => loc?.start).join()}`
      if (field === undefined || seen.has(key)) continue
      seen.add(key)
      if (type !== root && field.resolve !== undefined && !COMPUTED.has(path))
        throw badInput(
          path,
          'asks the vendor for more, so a subscription cannot select it; query it by the id of the call',
        )
      const of = getNamedType(field.type)
      const types = isAbstractType(of) ? parts.schema.getPossibleTypes(of) : isObjectType(of) ? [of] : []
      const inner = nodes.flatMap(({ selectionSet }) => selectionSet ?? [])
      for (const each of types) check(each, inner)
    }
  }
  check(root, [parts.operation.selectionSet])
}

const printed = new WeakMap<DocumentNode, string>()

/** The operation and its variables, without the position: clients at different positions share a channel. */
function keyOf(document: DocumentNode, operationName: string | null, root: FieldNode, variables: Variables): string {
  const isSince = ({ name }: ArgumentNode): boolean => name.value === 'since'
  const position = root.arguments?.find(isSince)?.value
  const known = printed.get(document)
  const text =
    known ?? print(visit(document, { [Kind.ARGUMENT]: (node: ArgumentNode) => (isSince(node) ? null : undefined) }))
  printed.set(document, text)
  const { [position?.kind === Kind.VARIABLE ? position.name.value : '']: _, ...others } = variables
  const sorted = Object.entries(others).sort(([a], [b]) => (a < b ? -1 : 1))
  return JSON.stringify([text, getOperationAST(document, operationName)?.name?.value ?? null, sorted])
}
