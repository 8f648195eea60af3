import {
  type FieldNode,
  type FragmentDefinitionNode,
  GraphQLIncludeDirective,
  type GraphQLObjectType,
  type GraphQLSchema,
  GraphQLSkipDirective,
  getDirectiveValues,
  isAbstractType,
  isObjectType,
  Kind,
  type NamedTypeNode,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql'

// Which fields of an object an operation selects, by the specification's CollectFields, once for all objects of a type.

/** What stays the same for a whole operation. */
export interface OperationParts {
  readonly schema: GraphQLSchema
  readonly operation: OperationDefinitionNode
  readonly fragments: { readonly [name: string]: FragmentDefinitionNode }
}

/** Coerced variables; those that `@skip` and `@include` depend on are the same whenever a plan is used. */
export type Variables = { readonly [name: string]: unknown }

/** Selected fields by response key, in the order of the answer; several nodes where one field is selected repeatedly. */
export type CollectedFields = ReadonlyMap<string, readonly FieldNode[]>

/** Collects what is selected of an object of a type; several sets are merged. */
export function collectFields(
  parts: OperationParts,
  variables: Variables,
  type: GraphQLObjectType,
  sets: readonly SelectionSetNode[],
): CollectedFields {
  const fields = new Map<string, FieldNode[]>()
  const spread = new Set<string>()
  const collect = (node: SelectionNode): void => {
    if (!isIncluded(node, variables)) return
    if (node.kind === Kind.FIELD) {
      const key = node.alias?.value ?? node.name.value
      const known = fields.get(key)
      if (known === undefined) fields.set(key, [node])
      else known.push(node)
    } else if (node.kind === Kind.INLINE_FRAGMENT) {
      if (matches(parts.schema, type, node.typeCondition)) node.selectionSet.selections.forEach(collect)
    } else {
      const name = node.name.value
      const fragment = parts.fragments[name]
      if (spread.has(name) || fragment === undefined) return
      spread.add(name)
      if (matches(parts.schema, type, fragment.typeCondition)) fragment.selectionSet.selections.forEach(collect)
    }
  }
  for (const { selections } of sets) selections.forEach(collect)
  return fields
}

function isIncluded(node: SelectionNode, variables: Variables): boolean {
  if (node.directives === undefined || node.directives.length === 0) return true
  if (getDirectiveValues(GraphQLSkipDirective, node, variables)?.['if'] === true) return false
  return getDirectiveValues(GraphQLIncludeDirective, node, variables)?.['if'] !== false
}

function matches(schema: GraphQLSchema, type: GraphQLObjectType, condition: NamedTypeNode | undefined): boolean {
  if (condition === undefined) return true
  const wanted = schema.getType(condition.name.value)
  if (isObjectType(wanted)) return wanted === type
  return isAbstractType(wanted) && schema.isSubType(wanted, type)
}
