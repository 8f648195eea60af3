import type { IncomingMessage } from 'node:http'
import type { CostCheck } from './cost/cost-check.js'
import { checkHeaders } from './http/header-check.js'
import { createHostCheck } from './http/host-check.js'
import { Pipeline } from './pipeline/pipeline.js'
import { reportOperations } from './pipeline/report-operations.js'
import type { ServerOptions } from './server-options.js'

/** The steps that every request passes, in this order. */
export function createPipeline<Context extends object>(
  { host, hosts = [], onEvent, steps = [] }: ServerOptions<Context>,
  costs: CostCheck<Context> | undefined,
  isPublic: (request: IncomingMessage) => boolean,
): Pipeline<Context> {
  const checkHost = createHostCheck([host, ...hosts])
  return new Pipeline<Context>([
    { name: 'headers', onRequest: ({ request }) => checkHeaders(request) },
    { name: 'host', onRequest: ({ request }) => checkHost(request) },
    {
      name: 'public requests',
      onRequest(exchange) {
        exchange.isPublic = exchange.isUpgrade || isPublic(exchange.request)
        return null
      },
    },
    ...(onEvent ? [reportOperations(onEvent)] : []),
    ...(costs ? [costs] : []),
    ...steps,
  ])
}
