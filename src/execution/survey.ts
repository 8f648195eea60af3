import { type DocumentNode, Kind, visit } from 'graphql'

/** What a document mentions, whichever of its operations is executed. */
export interface Survey {
  readonly fieldNames: ReadonlySet<string>
  /** Variables that `@skip` and `@include` depend on. */
  readonly conditions: readonly string[]
  /** Whether an alias would set the prototype of an object literal. */
  readonly hasOddAlias: boolean
  readonly isIntrospection: boolean
}

export function surveyDocument(document: DocumentNode): Survey {
  const fieldNames = new Set<string>()
  const conditions = new Set<string>()
  let hasOddAlias = false
  visit(document, {
    Field({ name, alias }) {
      fieldNames.add(name.value)
      if (alias?.value === '__proto__') hasOddAlias = true
    },
    Directive({ name, arguments: given }) {
      if (name.value !== 'skip' && name.value !== 'include') return
      for (const { value } of given ?? []) if (value.kind === Kind.VARIABLE) conditions.add(value.name.value)
    },
  })
  const isIntrospection = fieldNames.has('__schema') || fieldNames.has('__type')
  return { fieldNames, conditions: [...conditions], hasOddAlias, isIntrospection }
}
