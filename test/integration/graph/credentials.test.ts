// Values that must not be disclosed: SIP passwords without the scope, and the configured secrets in any case.

import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { valueAt } from '../../support/path-query.js'
import { type GraphAnswer, type Stack, startStack } from '../../support/stack.js'

/** What the simulator of SIP accounts gives. */
const SIP_PASSWORD = 'demo-sip-password'
const SECRETS = {
  telecomx: 'hidden-login-password',
  portasip: 'hidden-digest-password',
  restcomm: 'hidden-auth-token',
  mor: 'hidden-secret-key',
} as const
const VENDORS = Object.keys(SECRETS)
const simulatorOptions = {
  telecomx: { password: SECRETS.telecomx },
  portasip: { password: SECRETS.portasip },
  restcomm: { authToken: SECRETS.restcomm },
  mor: { secretKey: SECRETS.mor },
}
/** The hash of MOR, and the credentials in HTTP headers, are equivalent to the secrets. */
const DERIVED = /\b[0-9a-f]{40}\b|Basic [\w+/]{8}|Bearer |Digest username|demo\.\d+\.[0-9a-f]{16}/

function expectNoSecret(text: string): void {
  for (const secret of Object.values(SECRETS)) expect(text).not.toContain(secret)
  expect(text).not.toMatch(DERIVED)
}

const requestedForms = (stack: Stack): readonly string[] =>
  (stack.hosts['telecomx-demo']?.requests ?? [])
    .filter(({ path }) => path === '/sip')
    .map(({ query }) => (new URLSearchParams(query).get('full') === 'true' ? 'full' : 'condensed'))

describe('the password of a SIP account', () => {
  const DOCUMENT = '{ sipAccounts(first: 4) { nodes { name password } } }'
  let stack: Stack
  const start = async (scopes: readonly string[]) => {
    stack = await startStack({ vendors: ['telecomx'], server: { scopes } })
  }
  afterEach(() => stack?.close())

  test('is null with an error on its path without the scope, beside all other fields', async () => {
    await start([])
    const { status, body } = await stack.query(DOCUMENT)
    expect(status).toBe(200)
    const row = { name: expect.any(String), password: null }
    expect(body.data).toEqual({ sipAccounts: { nodes: [row, row, row, row] } })
    expect(body.errors).toHaveLength(4)
    body.errors?.forEach((error, at) =>
      expect(error).toMatchObject({
        path: ['sipAccounts', 'nodes', at, 'password'],
        message: expect.stringContaining('sip:credentials'),
        extensions: { code: 'FORBIDDEN' },
      }),
    )
  })

  test('is not even requested from the vendor without the scope', async () => {
    await start([])
    await stack.query(DOCUMENT)
    await stack.query('{ sipAccounts(first: 4) { edges { node { secret: password } } } }')
    expect(requestedForms(stack)).toEqual(['condensed', 'condensed'])
  })

  test('does not leave the gateway without the scope, when other fields need the form that holds it', async () => {
    await start([])
    const { text } = await stack.query('{ sipAccounts(first: 4) { nodes { userAgent contact custom password } } }')
    expect(requestedForms(stack)).toEqual(['full'])
    expect(text).not.toContain(SIP_PASSWORD)
    expect(stack.log.join('')).not.toContain(SIP_PASSWORD)
  })

  test('arrives with the scope, and is in no log', async () => {
    await start(['sip:credentials'])
    const { body } = await stack.query('{ sipAccounts(first: 50) { nodes { isPbxTrunk password } } }')
    expect(body.errors).toBeUndefined()
    const passwords = valueAt(body.data, 'sipAccounts.nodes')
    expect(passwords).toContainEqual({ isPbxTrunk: false, password: SIP_PASSWORD })
    expect(stack.log.length).toBeGreaterThan(0)
    expect(stack.log.join('')).not.toContain(SIP_PASSWORD)
  })

  test('is not kept: each operation that selects it sends a request to the vendor', async () => {
    await start(['sip:credentials'])
    await Promise.all([stack.query(DOCUMENT), stack.query(DOCUMENT)])
    await stack.query(DOCUMENT)
    expect(requestedForms(stack)).toEqual(['full', 'full', 'full'])
  })

  test('is guarded on a node, too', async () => {
    await start([])
    const { body: listed } = await stack.query('{ sipAccounts(first: 1) { nodes { id } } }')
    const [id] = [valueAt(listed.data, 'sipAccounts.nodes.id')].flat()
    const document = 'query ($id: ID!) { node(id: $id) { ... on SipAccount { name password } } }'
    const { text, body } = await stack.query(document, { id })
    expect(body.data).toEqual({ node: { name: expect.any(String), password: null } })
    expect(body.errors).toMatchObject([{ path: ['node', 'password'], extensions: { code: 'FORBIDDEN' } }])
    expect(text).not.toContain(SIP_PASSWORD)
  })
})

describe('the configured secrets', () => {
  let stack: Stack
  beforeAll(async () => {
    stack = await startStack({ simulatorOptions, server: { explain: true } })
  })
  afterAll(() => stack?.close())

  const ask = (document: string): Promise<GraphAnswer> => stack.query(document, {}, { 'x-trunkline-explain': '1' })
  const EVERYTHING = `{
    activeCalls(first: 5) { nodes { id } sources { status error { message } } }
    calls(first: 5) { nodes { id } }
    sessions(first: 5) { nodes { id userAgent } }
    sipAccounts(first: 5) { nodes { id contact } }
    sources { name title vendor capabilities { operation } health { state lastError { message } } }
  }`

  test('are in no answer, no plan and no log line when all is well', async () => {
    const { text, body } = await ask(EVERYTHING)
    expect(body.errors).toBeUndefined()
    expect(valueAt(body.data, 'activeCalls.sources.status')).toEqual(['OK', 'OK', 'OK', 'OK'])
    expect(text).toContain('"plan"')
    expectNoSecret(text)
    expect(stack.log.join('')).toContain('active_calls_get')
    expectNoSecret(stack.log.join(''))
  })

  test.for([
    ['down', { down: true }],
    ['failing', { errorRate: 1 }],
  ] as const)('are in no answer, no plan and no log line when all sources are %s', async ([, faults]) => {
    for (const host of Object.values(stack.hosts)) host.setFaults(faults)
    stack.clock.nowMs += 3_600_000
    const { text, body } = await ask(EVERYTHING)
    expect(body.errors).toMatchObject([{ extensions: { code: 'SOURCES_FAILED' } }, {}, {}, {}])
    expectNoSecret(text)
    expectNoSecret(stack.log.join(''))
  })

  test('are in no answer and no log line when they are wrong', async () => {
    const wrong = await startStack({
      simulatorOptions,
      overrides: {
        'telecomx-demo': { auth: { username: 'demo', password: 'hidden-wrong-1' } },
        'portasip-demo': { auth: { username: 'weblogin', password: 'hidden-wrong-2' } },
        'restcomm-demo': { auth: { accountSid: 'ACae6e420f425248d6a26948c17a9e2acf', authToken: 'hidden-wrong-3' } },
        'mor-demo': { auth: { username: 'demo', secretKey: 'hidden-wrong-4' }, hash: 'auto' },
      },
    })
    try {
      const { text, body } = await wrong.query(EVERYTHING)
      const failed = body.errors?.find(({ path }) => path?.[0] === 'activeCalls')
      expect(valueAt({ failed }, 'failed.extensions.sources.error.code')).toEqual(VENDORS.map(() => 'UNAUTHENTICATED'))
      for (const seen of [text, wrong.log.join('')]) {
        expectNoSecret(seen)
        expect(seen).not.toContain('hidden-wrong')
      }
    } finally {
      await wrong.close()
    }
  })
})
