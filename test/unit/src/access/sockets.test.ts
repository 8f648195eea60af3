// The gate behind real sockets: how Node presents headers that are sent twice, and client certificates.

import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createTlsServer, type RequestOptions, request as requestOverTls } from 'node:https'
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { TLSSocket } from 'node:tls'
import { describe, expect, test } from 'vitest'
import type { Gate } from '../../../../src/access/gate.js'
import { createApiKey } from '../../../../src/access/sign-in/api-key.js'
import type { PresentedCertificate } from '../../../../src/access/sign-in/credentials.js'
import { createCertificate } from '../../../support/certificate.js'
import { serveWith } from '../transport/fixtures.js'
import { ask, openGate } from './gates.js'

const key = createApiKey()
const URI = 'spiffe://example.net/reports'
const gate = () =>
  openGate(
    {
      keys: { wallboard: { sha256: [key.sha256], roles: ['noc'] } },
      certificates: { [URI]: { roles: ['noc'] } },
      proxy: { userHeader: 'X-Auth-User', roles: { alice: { roles: ['noc'] } } },
    },
    Date.now,
    { trustedProxies: ['127.0.0.1'] },
  ).gate

/** How the pipeline calls the gate, with the values of Node. */
const answerBy = (opened: Gate) => async (request: IncomingMessage, response: ServerResponse) => {
  const { socket, rawHeaders } = request
  const address = socket.remoteAddress ?? ''
  response.end(await ask(opened, { rawHeaders, address, certificate: certificateOf(request) }))
}

function certificateOf({ socket }: IncomingMessage): PresentedCertificate | null {
  if (!(socket instanceof TLSSocket)) return null
  const { subjectaltname } = socket.getPeerCertificate()
  return subjectaltname === undefined ? null : { isAuthorized: socket.authorized, subjectAltName: subjectaltname }
}

describe('over HTTP', () => {
  async function send(...headers: readonly string[]): Promise<string> {
    const host = await serveWith(createServer(answerBy(gate())))
    const socket = connect(Number(host.split(':')[1]), '127.0.0.1')
    socket.end(['GET / HTTP/1.1', 'Host: a', 'Connection: close', ...headers, '', ''].join('\r\n'))
    const answer = await text(socket)
    return /\r\n\r\n(?:[0-9a-f]+\r\n)?([^\r]*)/.exec(answer)?.[1] ?? answer
  }

  const SEVERAL = '400 BAD_CREDENTIALS: a request has one credential: this one has several'

  test.each<[what: string, headers: readonly string[], answer: RegExp | string]>([
    ['a key', [`Authorization: Bearer ${key.key}`], 'key wallboard'],
    ['a user of the proxy', ['X-Auth-User: alice'], 'proxy alice'],
    [
      'a second Authorization, which Node drops',
      [`Authorization: Bearer ${key.key}`, 'Authorization: Bearer x'],
      SEVERAL,
    ],
    ['a second user, which Node joins', ['X-Auth-User: alice', 'x-auth-user: root'], SEVERAL],
    ['a user with a space before the colon', ['X-Auth-User : alice'], /HTTP\/1\.1 400|^$/],
    ['a user on a continued line', ['X-Other: a', ' X-Auth-User: alice'], /401|HTTP\/1\.1 400|^$/],
    ['a user behind a bare carriage return', ['X-Other: a\rX-Auth-User: alice'], /401|HTTP\/1\.1 400|^$/],
    ['a user in bytes that are no ASCII', ['X-Auth-User: al\u0000ice'], /401|HTTP\/1\.1 400|^$/],
  ])('%s', async (_, headers, answer) => {
    for (let time = 0; time < 2; time++) {
      const got = await send(...headers)
      if (typeof answer === 'string') expect(got).toBe(answer)
      else expect(got).toMatch(answer)
    }
  })
})

describe('over TLS', () => {
  const own = createCertificate()
  const client = createCertificate([URI])
  const stranger = createCertificate([URI])

  async function send(options: RequestOptions): Promise<string> {
    const server = createTlsServer(
      { ...own, ca: client.cert, requestCert: true, rejectUnauthorized: false },
      answerBy(gate()),
    )
    const [address = '', port = ''] = (await serveWith(server)).split(':')
    const sent = requestOverTls({ host: address, port: Number(port), ca: own.cert, agent: false, ...options })
    sent.end()
    const [response]: IncomingMessage[] = await once(sent, 'response')
    return response === undefined ? '' : text(response)
  }

  test('a certificate of a trusted authority is its URI', async () => {
    for (let time = 0; time < 2; time++) expect(await send(client)).toBe(`certificate ${URI}`)
  })

  test('the same URI in a certificate that somebody made is refused', async () => {
    for (let time = 0; time < 2; time++)
      expect(await send(stranger)).toBe(
        '401 UNAUTHENTICATED: the client certificate is not signed by a trusted authority',
      )
  })

  test('without a certificate, sign-in is required; with a key beside it, one is too many', async () => {
    expect(await send({})).toBe('401 UNAUTHENTICATED: sign-in is required')
    expect(await send({ ...client, headers: { 'x-api-key': key.key } })).toMatch(/^400 /)
  })
})
