// No configured secret, nor anything derived from one, is in a log line, a metric, a span or an answer: whatever the sources do.

import { createHash } from 'node:crypto'
import type { ServerResponse } from 'node:http'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { scrape } from '../../support/scrape.js'
import { type ScriptedRequest, startScriptedServer } from '../../support/scripted/scripted-server.js'
import { type Stack, type StackOptions, startStack } from '../../support/stack.js'
import { type Collector, startCollector } from './collector.js'

const SECRETS = {
  login: 'hidden-login-password',
  token: 'hidden-machine-token',
  session: 'hidden-session-token',
  digest: 'hidden-digest-password',
  restcomm: 'hidden-auth-token',
  mor: 'hidden-secret-key',
  portaone: 'hidden-portal-password',
  portaoneToken: 'hidden-api-token',
  twilio: 'hidden-api-key-secret',
} as const

const OPERATION = `query Everything {
  calls(first: 2) { nodes { id } sources { status error { message } } }
  sessions(first: 2) { nodes { id } sources { status error { message } } }
  sipAccounts(first: 2) { nodes { id password } sources { status error { message } } }
  activeCalls(first: 2) { nodes { id } sources { status error { message } } }
  customers(first: 2) { nodes { id } sources { status error { message } } }
}`

const sourcesAt = (url: string) => ({
  'with-login': { vendor: 'telecomx', url, auth: { username: 'controlContext', password: SECRETS.login }, retries: 1 },
  'with-token': { vendor: 'telecomx', url, auth: { token: SECRETS.token }, retries: 1 },
  'with-digest': {
    vendor: 'portasip',
    url,
    auth: { username: 'controlContext', password: SECRETS.digest },
    retries: 1,
    control: true,
  },
  'with-basic': { vendor: 'restcomm', url, auth: { accountSid: 'ACdesk', authToken: SECRETS.restcomm }, retries: 1 },
  'with-access-token': {
    vendor: 'portaone',
    url,
    auth: { username: 'controlContext', password: SECRETS.portaone },
    retries: 1,
  },
  'with-api-token': {
    vendor: 'portaone',
    url,
    auth: { username: 'controlContext', token: SECRETS.portaoneToken },
    retries: 1,
  },
  'with-api-key': {
    vendor: 'twilio',
    url,
    auth: { accountSid: 'ACdesk', apiKeySid: 'SKdesk', apiKeySecret: SECRETS.twilio },
    retries: 1,
  },
  'with-hash': { vendor: 'mor', url, auth: { username: 'controlContext', secretKey: SECRETS.mor }, retries: 1 },
})

const base64 = (text: string): string => Buffer.from(text).toString('base64').replace(/=+$/, '')
/** The secrets, and values that are equivalent to them. */
const HIDDEN: readonly string[] = [
  ...Object.values(SECRETS),
  ...Object.values(SECRETS).map((secret) => base64(secret)),
  base64(`ACdesk:${SECRETS.restcomm}`),
  base64(`SKdesk:${SECRETS.twilio}`),
  createHash('sha1').update(SECRETS.mor).digest('hex'),
  createHash('sha1').update(`desk${SECRETS.mor}`).digest('hex'),
]

type Answer = (request: ScriptedRequest, response: ServerResponse) => void
const echo = ({ raw, body, path, query }: ScriptedRequest): string =>
  JSON.stringify({ headers: raw.headers, body, path, query: [...query], all: HIDDEN.join(' ') })
const CHALLENGE = { 'www-authenticate': `Digest realm="${SECRETS.digest}", nonce="${SECRETS.digest}", qop="auth"` }

/** What a source may do with a request. All repeat its content. */
const SOURCES: Readonly<Record<string, Answer>> = {
  'refuses the credentials': (request, response) => response.writeHead(401, CHALLENGE).end(echo(request)),
  'has an internal error': (request, response) =>
    response.writeHead(500, { 'content-type': 'text/html' }).end(echo(request)),
  'asks to wait': (request, response) => response.writeHead(429, { 'retry-after': '1' }).end(echo(request)),
  'answers something else': (request, response) =>
    response.writeHead(200, { 'content-type': 'text/plain' }).end(echo(request)),
  redirects: (request, response) =>
    response.writeHead(302, { location: `/?${encodeURIComponent(echo(request))}` }).end(),
  'breaks the connection': (request) => request.raw.socket.destroy(),
}

const LOG_INS: ReadonlySet<string> = new Set(['/auth/login', '/rest/Session/login'])

/** Log-ins succeed, so that there is a session to be hidden as well. */
const afterLogIn =
  (answer: Answer): Answer =>
  (request, response) => {
    if (!LOG_INS.has(request.path)) return answer(request, response)
    response
      .writeHead(200, { 'content-type': 'application/json' })
      .end(JSON.stringify({ token: SECRETS.session, access_token: SECRETS.session, expiresInMinutes: 15 }))
  }

function expectHidden(text: string): void {
  for (const secret of HIDDEN) expect(text.includes(secret), `${secret} in ${text.slice(0, 2000)}`).toBe(false)
  expect(text).not.toMatch(/authorization|Basic [\w+/]{8}|Bearer |Digest username/i)
}

/** A stack whose traces are kept. */
async function startWatched(options: StackOptions): Promise<Stack & { readonly collector: Collector }> {
  const collector = await startCollector()
  const environment = { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url }
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value)
  const stack = await startStack({ ...options, environment })
  onTestFinished(async () => {
    await stack.close()
    await collector.close()
    vi.unstubAllEnvs()
  })
  return Object.assign(stack, { collector })
}

/** The traces are sent when the gateway stops, at the latest. */
async function expectNothingTraced({ restart, collector }: Awaited<ReturnType<typeof startWatched>>): Promise<void> {
  await restart()
  expect(collector.spans.length).toBeGreaterThan(5)
  for (const body of collector.bodies) expectHidden(body)
}

async function expectNothingTold(stack: Stack): Promise<void> {
  const explained = await stack.query(OPERATION, {}, { 'x-trunkline-explain': '1' })
  const action = 'disconnectCustomer(source: "with-digest", customerId: "17") { outcome error { message } }'
  const control = await stack.query(`mutation { ${action} }`)
  const { text: metrics } = await scrape(stack.url)
  expect(stack.log.length).toBeGreaterThan(10)
  for (const text of [...stack.log, metrics, explained.text, control.text]) expectHidden(text)
}

describe('no secret is shown when a source', () => {
  test.each(Object.entries(SOURCES))('%s', async (_name, answer) => {
    const vendor = await startScriptedServer(afterLogIn(answer))
    onTestFinished(vendor.close)
    const stack = await startWatched({
      vendors: [],
      sources: sourcesAt(vendor.origin),
      server: { scopes: ['sip:credentials'], explain: true },
    })
    await expectNothingTold(stack)
    await expectNothingTraced(stack)
    expect(stack.log.filter((line) => line.includes('vendor request')).length).toBeGreaterThan(5)
  })

  test('refuses the log-in', async () => {
    const vendor = await startScriptedServer((request, response) => response.writeHead(401).end(echo(request)))
    onTestFinished(vendor.close)
    const stack = await startWatched({ vendors: [], sources: sourcesAt(vendor.origin), server: { explain: true } })
    await expectNothingTold(stack)
    await expectNothingTraced(stack)
  })
})

test('no secret is shown when all sources answer well', async () => {
  const simulatorOptions = {
    telecomx: { password: SECRETS.login },
    portasip: { password: SECRETS.digest },
    restcomm: { authToken: SECRETS.restcomm },
    mor: { secretKey: SECRETS.mor },
    portaone: { password: SECRETS.portaone },
  }
  const vendors = Object.keys(simulatorOptions)
  const stack = await startWatched({
    vendors,
    simulatorOptions,
    server: { scopes: ['sip:credentials'], explain: true },
  })
  const { body, text } = await stack.query(OPERATION, {}, { 'x-trunkline-explain': '1' })
  expect(body.errors).toBeUndefined()
  expect(text).toContain('demo-sip-password')
  const { text: metrics } = await scrape(stack.url)
  expect(text).not.toContain('demo-portal-password')
  for (const reported of [...stack.log, metrics]) {
    expectHidden(reported)
    expect(reported).not.toContain('demo-sip-password')
    expect(reported).not.toContain('demo-portal-password')
  }
  expectHidden(text)
  await expectNothingTraced(stack)
})
