import { type FieldNode, GraphQLError, getArgumentValues } from 'graphql'
import { type Actor, recordRefusal, toAttempt } from '../engine/control/attempt.js'
import type { ActionAudit } from '../engine/control/control-events.js'
import { collectFields } from '../execution/collect.js'
import type { Identify } from '../server/http/client.js'
import type { Exchange, RequestStep, StepOperation } from '../server/pipeline/step.js'

/** Mutations that end many calls at once. */
const BULK_ACTIONS = ['disconnectAccount', 'disconnectCustomer'] as const
type BulkAction = (typeof BULK_ACTIONS)[number]

const bulkActionOf = ({ name }: FieldNode): BulkAction | undefined =>
  BULK_ACTIONS.find((action) => action === name.value)

/** Refuses requests with several bulk actions, such as by aliases, before any of them is executed. */
export const bulkActionStep = (audit: ActionAudit, identify: Identify): RequestStep<never> => ({
  name: 'bulk actions',
  onOperation(operation, exchange) {
    const [first, ...others] = bulkActionsIn(operation)
    if (first === undefined || others.length === 0) return null
    const actor = actorOf(exchange, identify)
    if (actor !== null) recordRefusal(audit, actor, attemptOf(first, operation), CODE)
    const count = 1 + others.length
    return new GraphQLError(
      `a request may hold one of ${BULK_ACTIONS.join(' and ')}, and this one holds ${count}; nothing was executed`,
      { extensions: { code: CODE } },
    )
  },
})

const CODE = 'BAD_USER_INPUT'

function bulkActionsIn({ parts, variables }: StepOperation): readonly FieldNode[] {
  const { operation, schema } = parts
  const type = schema.getMutationType()
  // Variables that do not fit are refused by the execution.
  if (operation.operation !== 'mutation' || !type || variables === null) return []
  const fields = collectFields(parts, variables, type, [operation.selectionSet])
  return [...fields.values()].flatMap(([field]) => (field && bulkActionOf(field) !== undefined ? [field] : []))
}

function attemptOf(field: FieldNode, { parts, variables, operationName }: StepOperation) {
  const definition = parts.schema.getMutationType()?.getFields()[field.name.value]
  const args = definition === undefined ? {} : getArgumentValues(definition, field, variables)
  const name = operationName ?? parts.operation.name?.value ?? null
  return toAttempt(bulkActionOf(field) ?? 'disconnectAccount', args, name)
}

function actorOf({ principal, request }: Exchange, identify: Identify): Actor | null {
  if (principal === null) return null
  const { access } = principal
  return { who: identify(request.headers, request.socket.remoteAddress ?? ''), principal: principal.principal, access }
}
