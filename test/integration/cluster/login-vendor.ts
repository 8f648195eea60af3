// A vendor that gives tokens for a log-in.

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text as readText } from 'node:stream/consumers'
import { onTestFinished } from 'vitest'
import type { Authentication, VendorRequest } from '../../../adapters/contract.js'
import { wholeBody } from '../../../adapters/wire/json/body.js'

export const LIFETIME_S = 900
export const requestOf = (path: string): VendorRequest => ({
  ...{ operation: path, method: 'GET', path, repeatable: true, accept: 'text/plain' },
})
export const auth: Authentication = {
  scheme: 'login',
  request: () => requestOf('/login'),
  decode: wholeBody((token) => ({ token, expiresInSeconds: LIFETIME_S })),
}

/** A vendor that gives tokens, and what it has received. */
export async function startVendor() {
  const vendor = {
    url: '',
    tokens: [] as string[],
    valid: new Set<string>(),
    logins: 0,
    /** The tokens of the requests, also of those that were refused. */
    used: [] as string[],
    acceptsPassword: true,
    /** Log-ins are answered when it is resolved. */
    gate: Promise.resolve(),
    /** What the answer to a token that is not valid says. */
    refusal: 'code=expired',
  }
  const answer = (request: IncomingMessage, response: ServerResponse): void => {
    if (request.url === '/login') {
      vendor.logins++
      if (!vendor.acceptsPassword) return void response.writeHead(401).end()
      // Nothing else in the store looks like it.
      const token = `token-${vendor.url.split(':').at(-1)}-${vendor.logins}-of-the-vendor`
      vendor.tokens.push(token)
      vendor.valid.add(token)
      return void response.end(token)
    }
    const token = (request.headers.authorization ?? '').replace('Bearer ', '')
    vendor.used.push(token)
    if (vendor.valid.has(token)) return void response.end('hello')
    response.writeHead(401).end(vendor.refusal)
  }
  const server = createServer((request, response) => {
    readText(request)
      .then(() => (request.url === '/login' ? vendor.gate : undefined))
      .then(
        () => answer(request, response),
        () => response.destroy(),
      )
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  vendor.url = `http://127.0.0.1:${port}`
  onTestFinished(async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })
  return vendor
}
export type Vendor = Awaited<ReturnType<typeof startVendor>>
