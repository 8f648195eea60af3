import { GraphQLError } from 'graphql'
import { describe, expect, it } from 'vitest'
import { ask, type SmallResolver, startSmallServer } from './small-server.js'

const failing = (error: unknown): { resolvers: { 'Query.greeting': SmallResolver } } => ({
  resolvers: {
    'Query.greeting': () => {
      throw error
    },
  },
})

describe('a bug', () => {
  const bugs = {
    'an Error': new Error('the password is demo-password'),
    'an Error that carries a code': Object.assign(new Error('demo-password'), {
      extensions: { code: 'BAD_USER_INPUT', hint: 'demo-password' },
    }),
    'a GraphQLError without a code': new GraphQLError('demo-password'),
    'a GraphQLError with a code of its own': new GraphQLError('demo-password', { extensions: { code: 'ECONNRESET' } }),
    'a value that is no error': 'demo-password',
  }

  it.each(Object.entries(bugs))('leaks nothing and can be found in the log by its id: %s', async (_name, bug) => {
    const { graphql, logLines } = await startSmallServer(failing(bug))
    const { status, body } = await ask(graphql, '{ greeting person { name } }')
    expect(status).toBe(200)
    expect(body).toEqual({
      data: { greeting: null, person: { name: 'Ada' } },
      errors: [
        {
          message: 'internal error',
          path: ['greeting'],
          locations: [{ line: 1, column: 3 }],
          extensions: { code: 'INTERNAL', id: expect.stringMatching(/^[0-9a-f-]{36}$/) },
        },
      ],
    })
    const id = String(body.errors?.[0]?.extensions?.['id'])
    const logged = logLines.filter((line) => line.includes(id))
    expect(logged).toHaveLength(1)
    expect(logged[0]).toContain('demo-password')
    expect(JSON.parse(logged[0] ?? '')).toMatchObject({ level: 50, errorId: id, err: { stack: expect.any(String) } })
  })

  it('in the context is answered in the same way', async () => {
    const { graphql, logLines } = await startSmallServer({
      context: () => {
        throw new Error('demo-password')
      },
    })
    const { status, body } = await ask(graphql, '{ greeting }')
    expect(status).toBe(500)
    expect(JSON.stringify(body)).not.toContain('demo-password')
    expect(body.errors?.[0]?.extensions).toMatchObject({ code: 'INTERNAL' })
    expect(logLines.join()).toContain('demo-password')
  })

  it('that leaves a required field empty does not say which value was wrong', async () => {
    const { graphql } = await startSmallServer({ resolvers: { 'Query.required': () => null } })
    const { status, body } = await ask(graphql, '{ required }', { accept: 'application/graphql-response+json' })
    expect(status).toBe(200)
    expect(body).toMatchObject({ data: null, errors: [{ message: 'internal error', path: ['required'] }] })
  })
})

describe('errors of the client', () => {
  it('keeps the message and the argument that a resolver names', async () => {
    const error = new GraphQLError('`first` is 5000; at most 1000 are given.', {
      extensions: { code: 'BAD_USER_INPUT', argument: 'first' },
    })
    const { graphql, logLines } = await startSmallServer(failing(error))
    const { body } = await ask(graphql, '{ greeting }')
    expect(body.errors?.[0]).toMatchObject({
      message: '`first` is 5000; at most 1000 are given.',
      path: ['greeting'],
      extensions: { code: 'BAD_USER_INPUT', argument: 'first' },
    })
    expect(logLines.filter((line) => line.includes('internal error'))).toEqual([])
  })

  it('keeps the message of a variable that cannot be read', async () => {
    const { graphql } = await startSmallServer()
    const { body } = await ask(graphql, {
      query: 'query ($first: Int!) { greeting(first: $first) }',
      variables: { first: 'one' },
    })
    expect(body.errors?.[0]).toMatchObject({
      message: expect.stringContaining('Variable "$first" got invalid value "one"'),
      extensions: { code: 'BAD_USER_INPUT' },
    })
  })

  it('names the argument when an explicit null meets a default', async () => {
    const { graphql } = await startSmallServer()
    const { body } = await ask(graphql, {
      query: 'query ($first: Int = 3) { greeting(first: $first) }',
      variables: { first: null },
    })
    expect(body.errors?.[0]).toMatchObject({
      message: expect.stringContaining('must not be null'),
      path: ['greeting'],
      extensions: { code: 'BAD_USER_INPUT', argument: 'first' },
    })
  })
})

describe('failures of sources', () => {
  it.each(['SOURCES_FAILED', 'TIMEOUT', 'UNSUPPORTED'])('passes with its code and its sources: %s', async (code) => {
    const sources = [{ source: 'mor-lt', code: 'TIMEOUT', retryable: true }]
    const error = new GraphQLError('No source answered.', {
      extensions: { code, sources },
      originalError: new Error('demo-password'),
    })
    const { graphql } = await startSmallServer(failing(error))
    const { body } = await ask(graphql, '{ greeting }')
    expect(body).toMatchObject({
      data: { greeting: null },
      errors: [{ message: 'No source answered.', path: ['greeting'], extensions: { code, sources } }],
    })
    expect(JSON.stringify(body)).not.toContain('demo-password')
  })
})
