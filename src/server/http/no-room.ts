import type { FastifyInstance } from 'fastify'
import { type Refusal, refusalBody } from './refusal.js'
import type { UnsentAnswers } from './unsent-answers.js'

/** What a client gets in place of a long answer while others have left too many bytes unread. */
export const noRoom: Refusal = {
  status: 503,
  code: 'OVERLOADED',
  message: 'Too many answers wait for clients to read them (server.maxUnsentBytes); try again.',
  headers: { 'retry-after': '1' },
}

/** Counts what routes send, and refuses to send it where there is no room. */
export function refuseWithoutRoom(app: FastifyInstance, unsent: UnsentAnswers): void {
  app.addHook('onSend', async (_request, reply, payload) => {
    if (typeof payload !== 'string' && !Buffer.isBuffer(payload)) return payload
    if (unsent.admit(reply.raw, payload)) return payload
    reply
      .code(noRoom.status)
      .headers({ ...noRoom.headers })
      .type('application/json; charset=utf-8')
    return refusalBody(noRoom)
  })
}
