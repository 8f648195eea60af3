import { GraphQLError, print } from 'graphql'
import type { Logger } from 'pino'
import type { Identify } from '../server/http/client.js'
import { requestIdOf } from '../server/http/request-id.js'
import type { Exchange, RequestStep, StepOperation } from '../server/pipeline/step.js'
import type { HookOperation, HookRequest, HookVerdict } from './contract.js'
import type { LoadedHooks } from './load-hooks.js'

export interface HookStepParts {
  readonly hooks: readonly LoadedHooks[]
  readonly identify: Identify
  /** Headers, in lower case, that hold credentials: hooks do not get them. */
  readonly credentialHeaders: readonly string[]
  readonly logger: Logger
}

/** How long a request waits for a hook. */
const LONGEST_WAIT_MS = 5000

/** The step that calls the hooks of the operator; null where there are none, so that it costs nothing then. */
export function hookStep(parts: HookStepParts): RequestStep<unknown> | null {
  const { hooks, logger } = parts
  const requests = new WeakMap<Exchange, HookRequest>()
  const requestOf = (exchange: Exchange): HookRequest => {
    const request = requests.get(exchange) ?? toRequest(exchange, parts)
    requests.set(exchange, request)
    return request
  }
  const before = hooks.filter((one) => one.hooks.beforeRequest !== undefined)
  const after = hooks.filter((one) => one.hooks.afterAnswer !== undefined)
  if (before.length + after.length === 0) return null
  return {
    name: 'hooks',
    ...(before.length > 0 && {
      onOperation: (operation: StepOperation, exchange: Exchange) =>
        askHooks(before, requestOf(exchange), toOperation(operation)),
    }),
    ...(after.length > 0 && {
      onAnswered({ way: _, ...answer }, exchange) {
        for (const { file, hooks: each } of after)
          runHook(file, 'afterAnswer', logger, () => each.afterAnswer?.(requestOf(exchange), answer))
      },
    }),
  }
}

/** Calls a hook that cannot change anything: what it throws, at once or later, is logged. */
export function runHook(file: string, name: string, logger: Logger, call: () => unknown): void {
  const report = (error: unknown): void => logger.error({ err: error, hook: name, file }, 'a hook has failed')
  try {
    const result = call()
    if (result instanceof Promise) result.catch(report)
  } catch (error) {
    report(error)
  }
}

async function askHooks(
  hooks: readonly LoadedHooks[],
  request: HookRequest,
  operation: HookOperation,
): Promise<GraphQLError | null> {
  for (const { file, hooks: each } of hooks) {
    const verdict = await askHook(file, () => each.beforeRequest?.(request, operation))
    if (verdict !== null) return verdict
  }
  return null
}

/** @throws Error which names the file: the pipeline then ends the request with INTERNAL, and logs it. */
async function askHook(file: string, call: () => HookVerdict | Promise<HookVerdict>): Promise<GraphQLError | null> {
  let verdict: unknown
  try {
    verdict = await within(LONGEST_WAIT_MS, call())
    if (verdict === undefined || verdict === null) return null
    const refuse: unknown = typeof verdict === 'object' && 'refuse' in verdict ? verdict.refuse : undefined
    if (typeof refuse !== 'string') throw new Error('it must return nothing, or { refuse: <a message> }')
    return new GraphQLError(refuse, { extensions: { code: 'FORBIDDEN' } })
  } catch (error) {
    throw new Error(`beforeRequest of ${file} has failed`, { cause: error })
  }
}

async function within<Result>(mostMs: number, result: Result | Promise<Result>): Promise<Result> {
  if (!(result instanceof Promise)) return result
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`it has taken more than ${mostMs} ms`)), mostMs)
  })
  try {
    return await Promise.race([result, late])
  } finally {
    clearTimeout(timer)
  }
}

function toRequest(
  { request, principal: sender }: Exchange,
  { identify, credentialHeaders }: HookStepParts,
): HookRequest {
  const hidden = new Set(['authorization', 'proxy-authorization', 'cookie', 'x-api-key', ...credentialHeaders])
  const headers = Object.entries(request.headers).flatMap(([name, value]) =>
    hidden.has(name) || value === undefined ? [] : [[name, String(value)]],
  )
  const { id, name, roles, tenant } = sender?.principal ?? {}
  return {
    id: requestIdOf(request),
    address: identify(request.headers, request.socket.remoteAddress ?? '').address,
    headers: Object.fromEntries(headers),
    principal:
      id === undefined || name === undefined || roles === undefined
        ? null
        : { id, name, roles, tenant: tenant ?? null },
  }
}

function toOperation({ parts, operationName, inputs, hasOwnLimits = false }: StepOperation): HookOperation {
  const { operation, fragments } = parts
  return {
    name: operationName ?? operation.name?.value ?? null,
    type: operation.operation,
    isExport: hasOwnLimits,
    get document() {
      return [operation, ...Object.values(fragments)].map(print).join('\n\n')
    },
    variables: inputs,
  }
}
