import { GraphQLError } from 'graphql'
import { collectFields } from '../execution/collect.js'
import type { RequestStep, StepOperation } from '../server/pipeline/step.js'

/** Mutations that end many calls at once. */
const BULK_ACTIONS: ReadonlySet<string> = new Set(['disconnectAccount', 'disconnectCustomer'])

/** Refuses requests with several bulk actions, such as by aliases, before any of them is executed. */
export const bulkActionStep: RequestStep<never> = {
  name: 'bulk actions',
  onOperation(operation) {
    const count = countBulkActions(operation)
    if (count <= 1) return null
    return new GraphQLError(
      `a request may hold one of ${[...BULK_ACTIONS].join(' and ')}, and this one holds ${count}; nothing was executed`,
      { extensions: { code: 'BAD_USER_INPUT' } },
    )
  },
}

function countBulkActions({ parts, variables }: StepOperation): number {
  const { operation, schema } = parts
  const type = schema.getMutationType()
  // Variables that do not fit are refused by the execution.
  if (operation.operation !== 'mutation' || !type || variables === null) return 0
  const fields = collectFields(parts, variables, type, [operation.selectionSet])
  return [...fields.values()].filter(([field]) => field !== undefined && BULK_ACTIONS.has(field.name.value)).length
}
