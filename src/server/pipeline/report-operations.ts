import type { OnServerEvent } from '../http/server-events.js'
import type { RequestStep } from './step.js'

/** The step that reports each answered operation to logs and metrics. */
export const reportOperations = <Context>(onEvent: OnServerEvent<Context>): RequestStep<Context> => ({
  name: 'operation events',
  onAnswered(
    { operationName, operationType, errorCodes, shared, durationMs },
    { request, principal: sender },
    context,
  ) {
    const event = { operationName, operationType, errorCodes, shared, durationMs, principal: sender?.principal ?? null }
    onEvent({ type: 'operation-answered', ...event }, context, request.headers)
  },
})
