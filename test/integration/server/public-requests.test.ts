// Requests that anybody may send, and that there are no others.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { IncomingMessage } from 'node:http'
import { Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createPublicCheck } from '../../../src/server/http/public-requests.js'
import { formatRequest, sendRaw, statusesIn } from './raw-client.js'
import { openSmallServer, type SmallServer } from './small-server.js'

const requestOf = (method: string, url: string, accept = ''): IncomingMessage => {
  const request = new IncomingMessage(new Socket())
  return Object.assign(request, { method, url, headers: { accept } })
}

describe('a request', () => {
  test.each<[method: string, url: string, accept: string, isPublic: boolean]>([
    ['GET', '/livez', '', true],
    ['GET', '/readyz?probe', '', true],
    ['POST', '/livez', '', false],
    ['GET', '/', '', true],
    ['GET', '/explorer/operations.json', '', true],
    ['GET', '/explorer/assets/index-1.js', '', true],
    ['GET', '/explorer/assets/../../metrics', '', false],
    ['GET', '/explorer/assets/%2e%2e/metrics', '', false],
    ['GET', '/explorer/assets/', '', false],
    ['GET', '/graphql', 'text/html', true],
    ['GET', '/graphql', 'text/html, application/json', false],
    ['GET', '/graphql', '*/*', false],
    ['POST', '/graphql', 'text/html', false],
    ['HEAD', '/graphql', 'text/html', false],
    ['GET', '/gr%61phql', 'text/html', false],
    ['OPTIONS', '/graphql', '', true],
    ['GET', '/explorer/sign-in.json', '', true],
    ['GET', '/wallboard', '', true],
    ['GET', '/wallboard?', '', true],
    ['GET', '/wallboard/page.json', '', true],
    ['GET', '/wallboard/assets/index-1.js', '', true],
    ['GET', '/wallboard/assets/../viewer.json', '', false],
    ['GET', '/wallboard/viewer.json', 'text/html', false],
    ['POST', '/wallboard', '', false],
    ['GET', '/auth/login?returnTo=/graphql', '', true],
    ['GET', '/auth/callback?code=1', '', true],
    ['POST', '/auth/logout', '', true],
    ['POST', '/auth/login', '', false],
    ['POST', '/auth/logout?', '', false],
    ['GET', '/auth/session', 'text/html', false],
    ['OPTIONS', '/metrics', '', false],
    ['GET', '/metrics', 'text/html', false],
  ])(
    '%s %s (%s) is public: %s, but for health probes only where page, CORS and log-in are on',
    (method, url, accept, isPublic) => {
      const request = requestOf(method, url, accept)
      expect(createPublicCheck({ explorer: true, wallboard: true, cors: true, logIn: true })(request)).toBe(isPublic)
      const isProbe = isPublic && /^\/(livez|readyz)/.test(url)
      expect(createPublicCheck({ explorer: false, wallboard: false, cors: false, logIn: false })(request)).toBe(isProbe)
    },
  )
})

describe('a server that requires everybody to sign in', () => {
  const directory = mkdtempSync(join(tmpdir(), 'trunkline-page-'))
  let server: SmallServer
  beforeAll(async () => {
    mkdirSync(join(directory, 'assets'))
    writeFileSync(join(directory, 'index.html'), '<html>the page</html>')
    writeFileSync(join(directory, 'assets', 'index.js'), 'export {}')
    server = await openSmallServer({
      explorer: { directory, operations: [] },
      steps: [
        {
          name: 'nobody',
          onRequest: ({ isPublic }) => (isPublic ? null : { status: 401, code: 'UNAUTHENTICATED', message: 'no' }),
        },
      ],
    })
  })
  afterAll(async () => {
    await server.close()
    rmSync(directory, { recursive: true })
  })

  test.each<[line: string, headers: readonly string[], status: number]>([
    ['GET /', [], 302],
    ['GET /graphql', ['Accept: text/html'], 200],
    ['GET /graphql?query={greeting}', ['Accept: text/html'], 200],
    ['GET /explorer/assets/index.js', [], 200],
    ['GET /explorer/operations.json', [], 200],
    ['GET /explorer/assets/../../graphql?query={greeting}', [], 401],
    ['GET /graphql?query={greeting}', ['Accept: text/html, application/json'], 401],
    ['POST /graphql', ['Accept: text/html'], 401],
  ])('%s %j: %i twice, and no data', async (line, headers, status) => {
    for (let time = 0; time < 2; time++) {
      const lines = ['Host: 127.0.0.1', 'Connection: close', ...headers]
      const text = await sendRaw(server.url, formatRequest(`${line} HTTP/1.1`, lines), { ends: false })
      expect(statusesIn(text)).toEqual([status])
      expect(text).not.toContain('hello 1')
    }
  })
})
