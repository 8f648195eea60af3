import { GraphQLError } from 'graphql'
import type { Access } from '../access/rights/access.js'
import { missingRights } from '../graphql/rights/check-operation.js'
import { Granted } from '../graphql/rights/granted.js'
import type { RequestStep, StepOperation } from '../server/pipeline/step.js'

/**
 * The step that refuses operations which select what is not granted. It decides once for a prepared operation and the
 * rights of a principal, on every way of answering.
 * @param sources the names of all configured sources.
 */
export function rightsStep(sources: readonly string[]): RequestStep<never> {
  const granted = new WeakMap<Access, Granted>()
  const decided = new WeakMap<object, WeakMap<Access, GraphQLError | null>>()

  function decide({ parts, variables }: StepOperation, access: Access): GraphQLError | null {
    // Variables that do not fit are refused by the execution.
    if (variables === null) return null
    const rights = granted.get(access) ?? new Granted(access, sources)
    granted.set(access, rights)
    const missing = missingRights(parts, variables, rights)
    const [first] = missing
    if (first === undefined) return null
    return new GraphQLError(`${missing.map(({ message }) => message).join('; ')}; nothing was executed`, {
      extensions: { code: 'FORBIDDEN', scope: first.scope, field: first.field },
    })
  }

  return {
    name: 'rights',
    onOperation(operation, { principal }) {
      if (principal === null) throw new Error('an operation without a principal must not reach the check of its rights')
      const { access } = principal
      const { known } = operation
      if (known === undefined) return decide(operation, access)
      const byAccess = decided.get(known) ?? new WeakMap()
      decided.set(known, byAccess)
      const before = byAccess.get(access)
      if (before !== undefined) return before
      const verdict = decide(operation, access)
      byAccess.set(access, verdict)
      return verdict
    },
  }
}
