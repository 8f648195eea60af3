import { type ConstDirectiveNode, type DocumentNode, Kind, visit } from 'graphql'
import { FIELD_SCOPES } from '../../access/rights/field-scopes.js'

/**
 * Adds `@requiresScopes` to the fields that are refused without a scope, so that a router that knows the scopes of its
 * clients refuses them before it asks the gateway. The gateway checks them all the same.
 */
export function withScopeDirectives(typeDefs: DocumentNode): DocumentNode {
  return visit(typeDefs, {
    ObjectTypeDefinition(type) {
      const fields = (type.fields ?? []).map((field) => {
        const rule = FIELD_SCOPES[`${type.name.value}.${field.name.value}`]
        // What is not refused, but answered with less, is left to the gateway.
        if (rule === undefined || rule.enforced === 'value') return field
        return { ...field, directives: [...(field.directives ?? []), requiresScopes(rule.scope)] }
      })
      return { ...type, fields }
    },
  })
}

/** Alternatives of sets of scopes: one of one. */
const requiresScopes = (scope: string): ConstDirectiveNode => ({
  kind: Kind.DIRECTIVE,
  name: { kind: Kind.NAME, value: 'requiresScopes' },
  arguments: [
    {
      kind: Kind.ARGUMENT,
      name: { kind: Kind.NAME, value: 'scopes' },
      value: {
        kind: Kind.LIST,
        values: [{ kind: Kind.LIST, values: [{ kind: Kind.STRING, value: scope }] }],
      },
    },
  ],
})
