import {
  type ASTVisitor,
  type FieldNode,
  GraphQLError,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
  type ValidationContext,
  type ValidationRule,
} from 'graphql'

/** The limits of one request. All are checked before execution. */
export interface Limits {
  /** Bytes of the HTTP request body. */
  readonly maxBodyBytes: number
  /** Lexical tokens of the document; counted during parsing, which stops at the limit. */
  readonly maxTokens: number
  /** Levels of nested fields. Introspection is not counted: graphql-js has a separate rule for it. */
  readonly maxDepth: number
  /** Aliased fields, with fragments expanded. */
  readonly maxAliases: number
  /** Fields of the root type, with fragments expanded. */
  readonly maxRootFields: number
  /** All fields, with fragments expanded: a few fragments that spread each other can name millions. */
  readonly maxFields: number
}

export const defaultLimits: Limits = {
  maxBodyBytes: 1_048_576,
  maxTokens: 5000,
  maxDepth: 15,
  maxAliases: 50,
  maxRootFields: 20,
  maxFields: 5000,
}

interface Extent {
  readonly depth: number
  readonly aliases: number
  readonly rootFields: number
  readonly fields: number
}

const nothing: Extent = { depth: 0, aliases: 0, rootFields: 0, fields: 0 }

/** The validation rule that refuses operations beyond the limits, with the limit and the actual number in the error. */
export function limitRule(limits: Limits): ValidationRule {
  return (context: ValidationContext): ASTVisitor => {
    const measure = createMeasure(context)
    return {
      OperationDefinition(operation) {
        reportExcess(context, operation, measure(operation.selectionSet), limits)
        return false
      },
    }
  }
}

function reportExcess(
  context: ValidationContext,
  operation: OperationDefinitionNode,
  extent: Extent,
  limits: Limits,
): void {
  const checks: readonly [keyof Limits, number, string][] = [
    ['maxDepth', extent.depth, 'levels of nested fields'],
    ['maxAliases', extent.aliases, 'aliases'],
    ['maxRootFields', extent.rootFields, 'root fields'],
    ['maxFields', extent.fields, 'fields'],
  ]
  for (const [limit, actual, what] of checks) {
    const allowed = limits[limit]
    if (actual <= allowed) continue
    const message = `The operation has ${actual} ${what}; at most ${allowed} are allowed.`
    context.reportError(new GraphQLError(message, { nodes: operation, extensions: { limit, allowed, actual } }))
  }
}

/** Measures selections. Every fragment is measured once, so the time is linear in the length of the document. */
function createMeasure(context: ValidationContext): (selectionSet: SelectionSetNode) => Extent {
  const fragments = new Map<string, Extent>()

  function measureFragment(name: string): Extent {
    const known = fragments.get(name)
    if (known !== undefined) return known
    // graphql-js refuses a fragment that spreads itself; here it must only not recurse forever.
    fragments.set(name, nothing)
    const fragment = context.getFragment(name)
    const extent = fragment ? measureSet(fragment.selectionSet) : nothing
    fragments.set(name, extent)
    return extent
  }

  function measureSelection(selection: SelectionNode): Extent {
    switch (selection.kind) {
      case Kind.FRAGMENT_SPREAD:
        return measureFragment(selection.name.value)
      case Kind.INLINE_FRAGMENT:
        return measureSet(selection.selectionSet)
      case Kind.FIELD:
        return extentOfField(selection, selection.selectionSet ? measureSet(selection.selectionSet) : nothing)
    }
  }

  function measureSet(selectionSet: SelectionSetNode): Extent {
    return selectionSet.selections.map(measureSelection).reduce(
      (sum, part) => ({
        depth: Math.max(sum.depth, part.depth),
        aliases: sum.aliases + part.aliases,
        rootFields: sum.rootFields + part.rootFields,
        fields: sum.fields + part.fields,
      }),
      nothing,
    )
  }

  return measureSet
}

function extentOfField(field: FieldNode, inner: Extent): Extent {
  const introspection = field.name.value.startsWith('__')
  return {
    depth: introspection ? 0 : inner.depth + 1,
    aliases: inner.aliases + (field.alias ? 1 : 0),
    rootFields: 1,
    fields: inner.fields + 1,
  }
}
