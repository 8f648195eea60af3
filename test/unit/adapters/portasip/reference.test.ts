// Against npm xmlrpc, another implementation of XML-RPC: it understands what the adapter sends, and reads what the
// simulator answers as the adapter does.

import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import xmlrpc from 'xmlrpc'
import type { VendorRequest } from '../../../../adapters/contract.js'
import { decodeText } from '../../../../adapters/wire/json/body.js'
import { declared, snapshotOf, textOf } from './declared.js'
import { callsInEveryState, openSwitch } from './switch.js'

const HOST = '127.0.0.1'
const trusted = declared({ trusted: { customerId: 1 } })
const portOf = (server: { address(): AddressInfo | string | null }): number => {
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('not listening')
  return address.port
}

describe('the reference server', () => {
  const METHODS = [
    'listActiveCalls',
    'listAllCalls',
    'getAccountCallStats',
    'disconnectCall',
    'disconnectAccount',
    'disconnectCustomer',
  ]
  let server: ReturnType<typeof xmlrpc.createServer>
  const received: unknown[] = []

  beforeAll(async () => {
    server = xmlrpc.createServer({ host: HOST, port: 0 })
    for (const method of METHODS)
      server.on(method, (_error: unknown, parameters: unknown, callback: (error: unknown, value: unknown) => void) => {
        received.push([method, parameters])
        callback(null, { result: 'OK', count: 2 })
      })
    await once(server.httpServer, 'listening')
  })
  afterAll(() => void server.httpServer.close())

  const send = async (request: VendorRequest): Promise<string> => {
    const answer = await fetch(`http://${HOST}:${portOf(server.httpServer)}/`, {
      method: request.method,
      headers: { 'content-type': 'text/xml' },
      body: textOf(request),
    })
    return answer.text()
  }

  test.each([
    [
      trusted.list.request(
        snapshotOf(
          { accountId: '3', portasip: { recursive: false, connectionId: 1, nodeId: 'a&b <"c"> æøå' } },
          'OLDEST_FIRST',
        ),
      ),
      {
        recursive: false,
        i_account: 3,
        i_connection: 1,
        order: 'oldest_first',
        node_id: 'a&b <"c"> æøå',
        i_customer: 1,
      },
    ],
    [
      declared().list.request(snapshotOf({ portasip: { allStates: true, vendorId: -2147483648 } })),
      { i_vendor: -2147483648 },
    ],
    [declared().stats.request(), {}],
    [declared().disconnectCall.request('0960'), { ID: '0960' }],
    [declared().disconnectAccount.request('3'), { i_account: 3 }],
    [trusted.disconnectCustomer.request('12'), { i_customer: 12, i_wholesaler: 1 }],
  ])('understands %#', async (request, parameters) => {
    received.length = 0
    await send(request)
    expect(received).toEqual([[request.operation, [parameters]]])
  })

  test('is understood', async () => {
    const answer = await send(trusted.disconnectAccount.request('3'))
    expect(decodeText(trusted.disconnectAccount.decode, answer)).toEqual({ outcome: 'REQUESTED', disconnectedCount: 2 })
  })
})

describe('the reference client', () => {
  const { answer, ask } = openSwitch(callsInEveryState())
  let server: Server

  beforeAll(async () => {
    server = createServer((request, response) => {
      void text(request).then((body) => {
        const { status, headers, body: answered } = answer(body)
        response.writeHead(status, headers).end(answered)
      })
    })
    server.listen(0, HOST)
    await once(server, 'listening')
  })
  afterAll(() => void server.close())

  const callByReference = (method: string, parameters: Record<string, unknown>): Promise<unknown> =>
    new Promise((resolve, reject) => {
      const client = xmlrpc.createClient({ host: HOST, port: portOf(server), path: '/xmlapi/xmlapi' })
      client.methodCall(method, [parameters], (error, value) => (error ? reject(error) : resolve(value)))
    })

  test.each([
    ['listAllCalls', {}],
    ['listActiveCalls', { order: 'longest_last', recursive: true }],
    ['listAllCalls', { i_account: 70 }],
    ['getAccountCallStats', {}],
    ['disconnectCall', { ID: '999' }],
  ])('reads the answer to %s %j like our own decoder', async (method, parameters) => {
    const value = await callByReference(method, { i_customer: 1, ...parameters })
    expect(value).toEqual(ask(method, parameters))
  })

  test('reads a fault', async () => {
    await expect(callByReference('listDeadCalls', { i_customer: 1 })).rejects.toMatchObject({
      faultCode: 3,
      faultString: 'unknown method listDeadCalls',
    })
  })
})
