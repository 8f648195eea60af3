import type { FastifyError, FastifyInstance, FastifyReply } from 'fastify'
import type { ErrorFormat } from './error-format.js'
import { type Refusal, refusalBody } from './refusal.js'
import { BodyRefused, tooManyBytes } from './request-encoding.js'

/** Refuses a request in the form of a GraphQL result. */
export const sendError = (reply: FastifyReply, status: number, code: string, message: string): FastifyReply =>
  sendHttpRefusal(reply, { status, code, message })

/** The same with what else a refusal has. */
export const sendHttpRefusal = (reply: FastifyReply, refusal: Refusal): FastifyReply =>
  reply
    .code(refusal.status)
    .headers({ ...refusal.headers })
    .header('cache-control', 'no-store')
    .type('application/json; charset=utf-8')
    .send(refusalBody(refusal))

export interface HttpErrorOptions {
  readonly maxBodyBytes: number
  readonly formatError: ErrorFormat
}

export function answerHttpErrors(app: FastifyInstance, { maxBodyBytes, formatError }: HttpErrorOptions): void {
  app.setNotFoundHandler((_request, reply) => sendError(reply, 404, 'NOT_FOUND', 'There is nothing at this path.'))
  app.setErrorHandler<FastifyError>((error, _request, reply) => {
    if (error instanceof BodyRefused) return sendHttpRefusal(reply, error.refusal)
    const status = error.statusCode ?? 500
    if (status === 413) return sendHttpRefusal(reply, tooManyBytes(maxBodyBytes))
    if (status === 415) {
      return sendError(reply, 415, 'UNSUPPORTED_MEDIA_TYPE', 'The request body must be application/json.')
    }
    if (status >= 400 && status < 500) return sendError(reply, status, 'BAD_REQUEST', refusalOf(error))
    const { message, extensions } = formatError({ message: 'internal error' }, error)
    return reply.code(500).send({ errors: [{ message, extensions }] })
  })
}

/** Fastify's own messages are written for clients; those of other libraries may quote their input. */
function refusalOf(error: FastifyError): string {
  return error.code?.startsWith('FST_') ? error.message : 'The request could not be read.'
}
