import { request } from 'node:http'
import { text } from 'node:stream/consumers'
import { describe, expect, it } from 'vitest'
import { ask, type SmallServer, startSmallServer } from './small-server.js'

const resultJson = { accept: 'application/graphql-response+json' }
const EVIL = 'https://evil.example'
const preflighted = { 'apollo-require-preflight': '1' }

/** GET { greeting } with exactly these headers: fetch adds some of its own, and replaces others. */
const getGreeting = ({ graphql }: SmallServer, headers: Readonly<Record<string, string>>) =>
  new Promise<{ readonly status: number | undefined; readonly body: string }>((resolve, reject) => {
    const sent = request(`${graphql}?query=${encodeURIComponent('{ greeting }')}`, { headers, agent: false })
    sent.on('error', reject)
    sent.on('response', (response) => {
      text(response).then((body) => resolve({ status: response.statusCode, body }), reject)
    })
    sent.end()
  })

describe('the media type decides the status of a document that cannot be run', () => {
  const documents = {
    'a syntax error': { query: '{', code: 'GRAPHQL_PARSE_FAILED' },
    'an unknown field': { query: '{ nothing }', code: 'GRAPHQL_VALIDATION_FAILED' },
    'a variable of the wrong type': {
      query: 'query ($first: Int!) { greeting(first: $first) }',
      variables: { first: 'one' },
      code: 'BAD_USER_INPUT',
    },
    'an operation that is not there': {
      query: 'query A { greeting }',
      operationName: 'B',
      code: 'OPERATION_RESOLUTION_FAILURE',
    },
  }

  it.each(Object.entries(documents))('%s', async (_name, { code, ...question }) => {
    const { graphql } = await startSmallServer()
    const plain = await ask(graphql, question, { accept: 'application/json' })
    const result = await ask(graphql, question, resultJson)
    expect(plain.status).toBe(200)
    expect(plain.headers.get('content-type')).toBe('application/json; charset=utf-8')
    expect(result.status).toBe(400)
    expect(result.headers.get('content-type')).toBe('application/graphql-response+json; charset=utf-8')
    for (const { body } of [plain, result]) {
      expect(body).not.toHaveProperty('data')
      expect(body.errors?.[0]?.extensions).toMatchObject({ code })
    }
  })

  it('answers 400 in both when the request itself is not well formed', async () => {
    const { graphql } = await startSmallServer()
    for (const accept of ['application/json', 'application/graphql-response+json']) {
      const response = await fetch(graphql, {
        method: 'POST',
        headers: { 'content-type': 'application/json', accept },
        body: '{"query":{}}',
      })
      expect(response.status).toBe(400)
    }
  })
})

describe('cross-site requests', () => {
  it.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x'])(
    'refuses a POST of %s, which a form of another site can send',
    async (contentType) => {
      let ran = false
      const { graphql } = await startSmallServer({ resolvers: { 'Query.greeting': () => ((ran = true), 'x') } })
      const response = await fetch(graphql, {
        method: 'POST',
        headers: { 'content-type': contentType },
        body: JSON.stringify({ query: '{ greeting }' }),
      })
      expect(response.status).toBe(415)
      expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'UNSUPPORTED_MEDIA_TYPE' } }] })
      expect(ran).toBe(false)
    },
  )

  const OWN = 'http://gateway.example:4000'
  const DASH = 'https://dash.example'
  it.each<[what: string, headers: Readonly<Record<string, string>>]>([
    ['no page', {}],
    ['the address bar', { 'sec-fetch-site': 'none' }],
    ['its own page', { 'sec-fetch-site': 'same-origin' }],
    ['its own page, with the origin', { 'sec-fetch-site': 'same-origin', origin: OWN }],
    ['its own page, by a proxy that ended TLS', { origin: 'https://gateway.example:4000' }],
    ['a page of server.cors', { 'sec-fetch-site': 'cross-site', origin: DASH }],
    ['a page that a preflight has admitted', { 'sec-fetch-site': 'cross-site', origin: EVIL, ...preflighted }],
    ['the same by its content type', { 'sec-fetch-site': 'cross-site', 'content-type': 'application/json' }],
  ])('answers a GET of %s', async (_what, headers) => {
    const server = await startSmallServer({ hosts: ['gateway.example'], cors: { origins: [DASH] } })
    const { status, body } = await getGreeting(server, { host: 'gateway.example:4000', ...headers })
    expect([status, JSON.parse(body)]).toEqual([200, { data: { greeting: 'hello 1' } }])
  })

  it.each<[what: string, headers: Readonly<Record<string, string>>]>([
    ['a link or an image of another site', { 'sec-fetch-site': 'cross-site' }],
    ['another name of the same site', { 'sec-fetch-site': 'same-site' }],
    ['a script of another site', { 'sec-fetch-site': 'cross-site', origin: EVIL }],
    ['a browser that sends no Sec-Fetch-Site', { origin: EVIL }],
    ['another port', { origin: 'http://gateway.example:4001' }],
    ['a sandboxed page', { origin: 'null' }],
    ['two origins', { origin: `${DASH}, ${EVIL}` }],
    ['an unknown site', { 'sec-fetch-site': 'somewhere' }],
    ['a form', { 'sec-fetch-site': 'cross-site', 'content-type': 'text/plain; charset=utf-8' }],
  ])('refuses a GET of %s, and executes nothing', async (_what, headers) => {
    let ran = false
    const server = await startSmallServer({
      hosts: ['gateway.example'],
      cors: { origins: [DASH] },
      resolvers: { 'Query.greeting': () => ((ran = true), 'x') },
    })
    const { status, body } = await getGreeting(server, { host: 'gateway.example:4000', ...headers })
    expect([status, JSON.parse(body).errors[0].extensions]).toEqual([400, { code: 'BAD_REQUEST' }])
    expect(ran).toBe(false)
  })

  it('lets no other origin read unless configured', async () => {
    const { graphql } = await startSmallServer()
    const { headers } = await ask(graphql, '{ greeting }', { origin: 'https://other.example' })
    expect(headers.has('access-control-allow-origin')).toBe(false)
  })

  it('lets the configured origins read the graph, and only the graph', async () => {
    const { url, graphql } = await startSmallServer({ cors: { origins: ['https://dash.example'] } })
    const preflight = await fetch(graphql, {
      method: 'OPTIONS',
      headers: {
        origin: 'https://dash.example',
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'content-type',
      },
    })
    const own = await ask(graphql, '{ greeting }', { origin: 'https://dash.example' })
    const foreign = await ask(graphql, '{ greeting }', { origin: 'https://other.example' })
    const health = await fetch(`${url}/livez`, { headers: { origin: 'https://dash.example' } })
    expect(preflight.status).toBe(204)
    expect(preflight.headers.get('access-control-allow-headers')).toBe('content-type')
    expect(own.headers.get('access-control-allow-origin')).toBe('https://dash.example')
    expect(foreign.headers.get('access-control-allow-origin')).not.toBe('https://other.example')
    expect(health.headers.has('access-control-allow-origin')).toBe(false)
  })

  it('lets every origin read when the configuration says so', async () => {
    const { graphql } = await startSmallServer({ cors: { origins: ['*'] } })
    const { headers } = await ask(graphql, '{ greeting }', { origin: 'https://other.example' })
    expect(headers.get('access-control-allow-origin')).toBe('*')
  })
})

describe('methods, paths and bodies', () => {
  it('refuses a mutation by GET with 405 and does not run it, also one that is known', async () => {
    let ran = false
    const { graphql } = await startSmallServer({ resolvers: { 'Mutation.rename': () => ((ran = true), 'x') } })
    const mutation = 'mutation { rename(name: "x") }'
    const query = encodeURIComponent(mutation)
    for (let each = 0; each < 2; each++) await ask(graphql, mutation)
    expect(ran).toBe(true)
    ran = false
    for (const accept of ['application/json', 'application/graphql-response+json']) {
      const response = await fetch(`${graphql}?query=${query}`, { headers: { ...preflighted, accept } })
      expect(response.status).toBe(405)
      expect(response.headers.get('allow')).toBe('POST')
    }
    expect(ran).toBe(false)
  })

  it.each(['PUT', 'PATCH', 'DELETE', 'OPTIONS'])('answers 405 to %s', async (method) => {
    const { graphql } = await startSmallServer()
    const response = await fetch(graphql, { method })
    expect(response.status).toBe(405)
    expect(response.headers.get('allow')).toBe('GET, POST')
    expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'METHOD_NOT_ALLOWED' } }] })
  })

  it('answers 404 as JSON to every other path', async () => {
    const { url } = await startSmallServer()
    const response = await fetch(`${url}/nothing`)
    expect(response.status).toBe(404)
    expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8')
    expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'NOT_FOUND' } }] })
  })

  it('answers 400 as JSON to a path that cannot be decoded', async () => {
    const { url } = await startSmallServer()
    const response = await fetch(`${url}/%zz`)
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'BAD_REQUEST' } }] })
  })

  it('refuses a body beyond the limit with 413', async () => {
    const { graphql } = await startSmallServer({ limits: { maxBodyBytes: 100 } })
    const fits = await ask(graphql, '{ greeting }')
    const tooLong = await ask(graphql, { query: '{ greeting }', variables: { text: 'x'.repeat(100) } })
    expect(fits.status).toBe(200)
    expect(tooLong.status).toBe(413)
    expect(tooLong.body).toEqual({
      errors: [{ message: 'The request body has more than 100 bytes.', extensions: { code: 'BODY_TOO_LARGE' } }],
    })
  })

  it('refuses several operations in one body', async () => {
    const { graphql } = await startSmallServer()
    const response = await fetch(graphql, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify([{ query: '{ greeting }' }, { query: '{ greeting }' }]),
    })
    expect(response.status).toBe(400)
  })

  it('refuses a body that would change the prototype of an object', async () => {
    const { graphql } = await startSmallServer()
    const response = await fetch(graphql, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"query":"{ greeting }","variables":{"__proto__":{"a":1}}}',
    })
    expect(response.status).toBe(400)
  })

  it('sends the headers that forbid browsers to guess types and to cache answers', async () => {
    const { graphql } = await startSmallServer()
    const { headers } = await ask(graphql, '{ greeting }')
    expect(Object.fromEntries(headers)).toMatchObject({
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-resource-policy': 'same-origin',
      'cache-control': 'no-store',
    })
  })

  it('reveals nothing of the schema when introspection is off', async () => {
    const { graphql } = await startSmallServer({ introspection: false })
    const asked = await ask(graphql, '{ __schema { queryType { name } } }')
    const misspelt = await ask(graphql, '{ greting }')
    expect(asked.body.errors?.[0]?.extensions).toMatchObject({ code: 'GRAPHQL_VALIDATION_FAILED' })
    expect(misspelt.body.errors?.[0]?.message).not.toContain('greeting')
  })
})
