import {
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLInputType,
  type GraphQLSchema,
  isInputType,
  isNonNullType,
  Kind,
  type OperationDefinitionNode,
  parse,
  typeFromAST,
  type VariableDefinitionNode,
  valueFromASTUntyped,
} from 'graphql'
import { ManifestError } from '../documents/manifest.js'

/** A trusted document as an operation of REST. */
export interface RestOperation {
  /** Of its only operation, and of its path. */
  readonly name: string
  /** The document, character by character. */
  readonly text: string
  readonly definition: OperationDefinitionNode
  readonly fragments: Readonly<Record<string, FragmentDefinitionNode>>
  readonly variables: readonly RestVariable[]
}

export interface RestVariable {
  readonly name: string
  readonly type: GraphQLInputType
  /** Whether a request must have it. */
  readonly isRequired: boolean
  /** Undefined: it has none. */
  readonly defaultValue: unknown
}

/**
 * The operations of trusted documents, by their names. A document with several operations, or with one that has no name or is
 * a subscription, is none.
 * @param texts of valid documents.
 * @throws ManifestError where two documents have an operation of the same name.
 */
export function restOperations(texts: Iterable<string>, schema: GraphQLSchema): ReadonlyMap<string, RestOperation> {
  const operations = new Map<string, RestOperation>()
  for (const text of texts) {
    const operation = toOperation(text, schema)
    if (operation === null) continue
    if (operations.has(operation.name))
      throw new ManifestError(
        `rest: two documents have the operation ${operation.name}, and /api/${operation.name} can be only one of them: rename one`,
      )
    operations.set(operation.name, operation)
  }
  return operations
}

function toOperation(text: string, schema: GraphQLSchema): RestOperation | null {
  const document = parse(text)
  const [definition, ...others] = document.definitions.filter(({ kind }) => kind === Kind.OPERATION_DEFINITION)
  if (definition?.kind !== Kind.OPERATION_DEFINITION || definition.operation === 'subscription') return null
  const name = definition.name?.value
  if (name === undefined || others.length > 0) return null
  const variables = (definition.variableDefinitions ?? []).flatMap((variable) => toVariable(variable, schema) ?? [])
  return { name, text, definition, fragments: fragmentsIn(document), variables }
}

const fragmentsIn = ({ definitions }: DocumentNode): RestOperation['fragments'] =>
  Object.fromEntries(
    definitions.flatMap((definition) =>
      definition.kind === Kind.FRAGMENT_DEFINITION ? [[definition.name.value, definition]] : [],
    ),
  )

function toVariable(
  { variable, type: typeNode, defaultValue }: VariableDefinitionNode,
  schema: GraphQLSchema,
): RestVariable | null {
  const type = typeFromAST(schema, typeNode)
  // The document is valid.
  if (!isInputType(type)) return null
  return {
    name: variable.name.value,
    type,
    isRequired: isNonNullType(type) && defaultValue === undefined,
    defaultValue: defaultValue && valueFromASTUntyped(defaultValue),
  }
}
