import { describe, expect, it } from 'vitest'
import { ask, startSmallServer } from './small-server.js'

const resultJson = { accept: 'application/graphql-response+json' }
const preflighted = { 'apollo-require-preflight': '1' }

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

  it('refuses a GET without a header that needs a preflight, and answers one that has it', async () => {
    const { graphql } = await startSmallServer()
    const address = `${graphql}?query=${encodeURIComponent('{ greeting }')}`
    const refused = await fetch(address)
    const answered = await fetch(address, { headers: preflighted })
    expect(refused.status).toBe(400)
    expect(await refused.json()).toMatchObject({ errors: [{ extensions: { code: 'BAD_REQUEST' } }] })
    expect(await answered.json()).toEqual({ data: { greeting: 'hello 1' } })
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
  it('refuses a mutation by GET with 405 and does not run it', async () => {
    let ran = false
    const { graphql } = await startSmallServer({ resolvers: { 'Mutation.rename': () => ((ran = true), 'x') } })
    const query = encodeURIComponent('mutation { rename(name: "x") }')
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
