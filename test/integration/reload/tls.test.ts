// Certificates of the server, and the authorities of its clients, are exchanged while it serves.

import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import { Agent, type RequestOptions, request } from 'node:https'
import { text } from 'node:stream/consumers'
import { expect, onTestFinished, test } from 'vitest'
import { createCertificate } from '../../support/certificate.js'
import { startReloading } from './reloading.js'

const URI = 'spiffe://example.net/reports'
const former = createCertificate()
const next = createCertificate()
const client = createCertificate([URI])
const otherClient = createCertificate([URI])

async function ask(url: string, options: RequestOptions): Promise<number> {
  const headers = { 'content-type': 'application/json' }
  const sent = request(`${url}/graphql`, { method: 'POST', agent: false, headers, ...options })
  sent.end(JSON.stringify({ query: '{ sources { name } }' }))
  const [response]: IncomingMessage[] = await once(sent, 'response')
  if (response === undefined) throw new Error('no response')
  await text(response)
  return response.statusCode ?? 0
}

test('a client that trusts only the new certificate is served after a reload, from files', async () => {
  const tls = { cert: '${file:cert.pem}', key: '${file:key.pem}' }
  const gateway = await startReloading({ server: { tls } }, { 'cert.pem': former.cert, 'key.pem': former.key })
  const agent = new Agent({ keepAlive: true, ca: former.cert })
  onTestFinished(() => agent.destroy())
  expect(await ask(gateway.url, { agent })).toBe(200)
  await expect(ask(gateway.url, { ca: next.cert })).rejects.toThrow('certificate')
  gateway.writeBeside('cert.pem', next.cert)
  // The key has not been written yet.
  expect(await gateway.reload()).toMatchObject({
    outcome: 'refused',
    faults: [expect.stringContaining('server.tls.key')],
  })
  expect(await ask(gateway.url, { ca: former.cert })).toBe(200)
  gateway.writeBeside('key.pem', next.key)
  expect(await gateway.reload()).toMatchObject({ outcome: 'reloaded' })
  expect(await ask(gateway.url, { ca: next.cert })).toBe(200)
  await expect(ask(gateway.url, { ca: former.cert })).rejects.toThrow('certificate')
  // A connection of before is used on.
  expect(await ask(gateway.url, { agent })).toBe(200)
})

test('a client whose authority is not trusted any more is refused at once, also on its open connection', async () => {
  const access = {
    auth: { certificates: { [URI]: { role: 'noc' } } },
    roles: { noc: { scopes: ['*:read'], sources: { '*': 'all' } } },
  }
  const tls = { cert: former.cert, key: former.key, clientCa: '${file:clients.pem}' }
  const gateway = await startReloading({ server: { tls }, access }, { 'clients.pem': client.cert })
  const agent = new Agent({ keepAlive: true, ca: former.cert, ...client })
  onTestFinished(() => agent.destroy())
  expect(await ask(gateway.url, { agent })).toBe(200)
  gateway.writeBeside('clients.pem', otherClient.cert)
  const closed = Object.values(agent.freeSockets).flatMap((sockets) => sockets ?? [])
  const isClosed = Promise.all(closed.map((socket) => once(socket, 'close')))
  expect(await gateway.reload()).toMatchObject({ outcome: 'reloaded' })
  await isClosed
  expect(await ask(gateway.url, { agent })).toBe(401)
  expect(await ask(gateway.url, { ca: former.cert, ...otherClient })).toBe(200)
})

test('HTTPS cannot be turned into HTTP', async () => {
  const gateway = await startReloading({ server: { tls: { cert: former.cert, key: former.key } } })
  gateway.write({})
  expect(await gateway.reload()).toEqual({ outcome: 'refused', faults: [expect.stringMatching(/^server\.tls: /)] })
  expect(await ask(gateway.url, { ca: former.cert })).toBe(200)
})
