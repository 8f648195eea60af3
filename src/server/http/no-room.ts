import type { FastifyInstance } from 'fastify'
import { type Refusal, refusalBody } from './refusal.js'
import { BodyStream } from './sliced-json.js'
import type { UnsentAnswers } from './unsent-answers.js'

/** The response instead of a long one while clients have left too many bytes unread. */
export const noRoom: Refusal = {
  status: 503,
  code: 'OVERLOADED',
  message: 'Clients have left too many bytes of responses unread (server.maxUnsentBytes); try again.',
  headers: { 'retry-after': '1' },
}

/** Counts the bytes that routes send, and refuses to send them when there is no room. */
export function refuseWithoutRoom(app: FastifyInstance, unsent: UnsentAnswers): void {
  app.addHook('onSend', async (_request, reply, payload) => {
    const body = payload instanceof BodyStream ? payload.body : payload
    if (typeof body !== 'string' && !Buffer.isBuffer(body) && !Array.isArray(body)) return payload
    if (unsent.admit(reply.raw, body)) return payload
    reply
      .removeHeader('content-length')
      .code(noRoom.status)
      .headers({ ...noRoom.headers })
      .type('application/json; charset=utf-8')
    return refusalBody(noRoom)
  })
}
