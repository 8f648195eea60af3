import type { IncomingMessage } from 'node:http'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { GraphQLSchema } from 'graphql'
import type { AnswerOperation, MadeBody } from '../apollo/graphql-route.js'
import { refuseForeignGet } from '../http/foreign-page.js'
import { sendError, sendHttpRefusal } from '../http/http-errors.js'
import { isRecord } from '../http/is-record.js'
import { withoutEncoding } from '../http/request-encoding.js'
import { openApi } from './openapi.js'
import type { RestOperation } from './rest-operations.js'
import { readBody, readParameters } from './rest-parameters.js'

// /api/<operation>: trusted documents for those who do not speak GraphQL. Each request becomes the same request by the
// document, and passes all that such a request passes.

export interface RestParts {
  readonly operations: ReadonlyMap<string, RestOperation>
  readonly schema: GraphQLSchema
  readonly answer: AnswerOperation
  /** The origins whose pages may call; undefined: only its own. */
  readonly origins: readonly string[] | undefined
  /** Whether the sender of a request may not read the schema, and so not the description either. */
  readonly hidesSchema: (request: IncomingMessage) => boolean
}

/** Adds the operations, and their description at /api/openapi.json. */
export function addRestRoutes(app: FastifyInstance, parts: RestParts): void {
  const { operations, schema, hidesSchema } = parts
  const description = JSON.stringify(openApi(operations.values(), schema))
  app.get('/api/openapi.json', { exposeHeadRoute: false }, (request, reply) =>
    hidesSchema(request.raw)
      ? sendError(reply, 403, 'FORBIDDEN', 'the description needs the scope schema:read')
      : reply.header('cache-control', 'no-cache').type('application/json; charset=utf-8').send(description),
  )
  app.route<Named>({
    method: ['GET', 'POST'],
    url: '/api/:operation',
    exposeHeadRoute: false,
    preParsing: async ({ headers, routeOptions }, _reply, payload) =>
      withoutEncoding(headers['content-encoding'], payload, routeOptions.bodyLimit),
    handler: (request, reply) => answerRest(request, reply, parts),
  })
  app.route<Named>({
    method: ['PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'],
    url: '/api/:operation',
    handler: ({ params }, reply) => {
      const operation = operations.get(params.operation)
      return operation === undefined ? notFound(reply) : refuseMethod(reply, operation)
    },
  })
}

interface Named {
  readonly Params: { readonly operation: string }
}

async function answerRest(
  request: FastifyRequest<Named>,
  reply: FastifyReply,
  { operations, answer, origins }: RestParts,
): Promise<unknown> {
  const operation = operations.get(request.params.operation)
  if (operation === undefined) return notFound(reply)
  const isGet = request.method === 'GET'
  if (isGet && operation.definition.operation !== 'query') return refuseMethod(reply, operation)
  const foreign = refuseForeignGet(request.raw, origins)
  if (foreign !== null) return sendHttpRefusal(reply, foreign)
  // Without a body there is no content type by which a foreign page would be known.
  if (!isGet && request.body === undefined)
    return sendError(reply, 415, 'UNSUPPORTED_MEDIA_TYPE', 'The request needs a body of JSON: {} for no variables.')
  const read = isGet ? readParameters(operation, searchOf(request)) : readBody(operation, request.body)
  if ('refusal' in read) return sendHttpRefusal(reply, read.refusal)
  const body = { operationName: operation.name, query: operation.text, variables: read.values }
  const asked: FastifyRequest = Object.create(request, {
    method: { value: 'POST' },
    url: { value: '/graphql' },
    body: { value: body },
  })
  reply.header('cache-control', 'no-store')
  return answer(asked, reply, JSON.stringify(body), (made) => void reply.code(statusOf(made)))
}

const searchOf = ({ url }: FastifyRequest<Named>): URLSearchParams =>
  new URLSearchParams(url.includes('?') ? url.slice(url.indexOf('?') + 1) : '')

const notFound = (reply: FastifyReply): FastifyReply =>
  sendError(reply, 404, 'NOT_FOUND', 'There is no such operation; /api/openapi.json has those that there are.')

function refuseMethod(reply: FastifyReply, { definition }: RestOperation): FastifyReply {
  const allow = definition.operation === 'query' ? 'GET, POST' : 'POST'
  return sendError(reply.header('allow', allow), 405, 'METHOD_NOT_ALLOWED', `Use ${allow.replace(', ', ' or ')}.`)
}

/** The statuses of errors without any data; of all others: that a system has failed. */
const STATUS: Readonly<Record<string, number>> = {
  BAD_USER_INPUT: 400,
  OPERATION_TOO_COSTLY: 400,
  GRAPHQL_VALIDATION_FAILED: 400,
  FORBIDDEN: 403,
  INTERNAL: 500,
  AUDIT_UNAVAILABLE: 503,
  OVERLOADED: 503,
  UNAVAILABLE: 503,
  TIMEOUT: 504,
  DEADLINE: 504,
}

/** 200 where there is any data: what has failed is in `errors` then. */
function statusOf({ body, codes: [code] }: MadeBody): number {
  if (code === undefined) return 200
  // Longer answers are sent in pieces: they have data.
  if (typeof body !== 'string' && !Buffer.isBuffer(body)) return 200
  const { data }: { readonly data?: unknown } = JSON.parse(String(body))
  const hasData = isRecord(data) && Object.values(data).some((value) => value !== null)
  return hasData ? 200 : (STATUS[code] ?? 502)
}
