import { INTRODUCTION } from './introduction.js'
import type { Answer } from './read-answer.js'

// What a federation router reads of the schema is of no use to people: its fields, types and directives are left out of
// the documentation, the completion and the list of fields. The server executes them as before.

interface Named {
  readonly name: string
}

interface SchemaPart extends Named {
  readonly fields?: readonly Named[] | null
}

interface Schema {
  readonly types: readonly SchemaPart[]
  readonly directives: readonly Named[]
}

/** Directives without a prefix that belong to federation. */
const FEDERATION_DIRECTIVES: ReadonlySet<string> = new Set(['link', 'key', 'shareable'])

/** `_service` and `_Any`; `federation__FieldSet` and `link__Import`; not `__Type`, which belongs to GraphQL. */
const isOfFederation = ({ name }: Named): boolean => /^_[^_]|^[^_]+__/.test(name)

/**
 * The answer to the introspection query as this page shows it: without federation, and with an introduction in place of
 * a missing description. Any other answer, such as a refusal, stays as it is.
 */
export function toVisibleSchema(answer: Answer): Answer {
  const { data } = answer
  if (!hasSchema(data)) return answer
  const { __schema: schema } = data
  const types = schema.types
    .filter((type) => !isOfFederation(type))
    .map((type) => (type.fields ? { ...type, fields: type.fields.filter((field) => !isOfFederation(field)) } : type))
  const directives = schema.directives.filter(
    (directive) => !isOfFederation(directive) && !FEDERATION_DIRECTIVES.has(directive.name),
  )
  return {
    ...answer,
    data: { ...data, __schema: { description: INTRODUCTION, ...withText(schema), types, directives } },
  }
}

/** Without a description that is null, which would replace the introduction. */
function withText(schema: Schema & { readonly description?: unknown }): Schema {
  const { description, ...others } = schema
  return typeof description === 'string' ? { ...others, ...{ description } } : others
}

function hasSchema(data: unknown): data is { readonly __schema: Schema } {
  if (typeof data !== 'object' || data === null || !('__schema' in data)) return false
  const { __schema: schema } = data
  return typeof schema === 'object' && schema !== null && 'types' in schema && 'directives' in schema
}
