import { getIntrospectionQuery } from 'graphql'
import { describe, expect, it } from 'vitest'
import { ask, startSmallServer } from './small-server.js'

const nested = (levels: number) => `{ person ${'{ friend '.repeat(levels - 2)}{ name }${' }'.repeat(levels - 2)} }`
const repeated = (count: number, field: (index: number) => string) =>
  `{ ${Array.from({ length: count }, (_, index) => field(index)).join(' ')} }`

const limits = { maxDepth: 6, maxAliases: 4, maxRootFields: 5, maxFields: 40, maxTokens: 200 }

describe('an operation at the limit runs, one beyond it is refused with the limit and the actual number', () => {
  const cases = [
    { limit: 'maxDepth', within: nested(6), beyond: nested(7), actual: 7 },
    {
      limit: 'maxAliases',
      within: `{ person ${repeated(4, (index) => `a${index}: name`)} }`,
      beyond: `{ person ${repeated(5, (index) => `a${index}: name`)} }`,
      actual: 5,
    },
    {
      limit: 'maxRootFields',
      within: repeated(5, () => 'greeting'),
      beyond: repeated(6, () => 'greeting'),
      actual: 6,
    },
    {
      limit: 'maxFields',
      within: `{ person ${repeated(39, () => 'name')} }`,
      beyond: `{ person ${repeated(40, () => 'name')} }`,
      actual: 41,
    },
  ]

  it.each(cases)('$limit', async ({ limit, within, beyond, actual }) => {
    const { graphql } = await startSmallServer({ limits })
    expect((await ask(graphql, within)).body).not.toHaveProperty('errors')
    const { body } = await ask(graphql, beyond)
    expect(body).not.toHaveProperty('data')
    expect(body.errors).toHaveLength(1)
    expect(body.errors?.[0]).toMatchObject({
      message: expect.stringContaining(`has ${actual} `),
      extensions: { code: 'GRAPHQL_VALIDATION_FAILED', limit, actual },
    })
  })

  it('maxTokens, while the document is parsed', async () => {
    const { graphql } = await startSmallServer({ limits: { maxTokens: 3 } })
    expect((await ask(graphql, '{ greeting }')).body).toEqual({ data: { greeting: 'hello 1' } })
    const { body } = await ask(graphql, '{ greeting greeting }')
    expect(body.errors?.[0]).toMatchObject({
      message: expect.stringContaining('3 tokens'),
      extensions: { code: 'GRAPHQL_PARSE_FAILED' },
    })
  })
})

describe('fragments', () => {
  it('are expanded: few of them can name very many fields', async () => {
    const { graphql } = await startSmallServer()
    const doubling = Array.from({ length: 40 }, (_, level) => {
      const next = level === 39 ? 'name' : `...F${level + 1} ...F${level + 1}`
      return `fragment F${level} on Person { ${next} }`
    })
    const { body } = await ask(graphql, `{ person { ...F0 } } ${doubling.join(' ')}`)
    expect(body.errors?.[0]?.extensions).toMatchObject({ limit: 'maxFields' })
  })

  it('count where they are spread, and hide neither depth nor aliases nor root fields', async () => {
    const { graphql } = await startSmallServer({ limits: { maxDepth: 3, maxAliases: 1, maxRootFields: 1 } })
    const { body } = await ask(
      graphql,
      `{ ...Root ... on Query { b: greeting } }
       fragment Root on Query { person { ...Deep } }
       fragment Deep on Person { friend { a: friend { name } } }`,
    )
    expect(body.errors?.map(({ extensions }) => [extensions?.['limit'], extensions?.['actual']])).toEqual([
      ['maxDepth', 4],
      ['maxAliases', 2],
      ['maxRootFields', 2],
    ])
  })

  it('that spread themselves are refused', async () => {
    const { graphql } = await startSmallServer()
    const { body } = await ask(graphql, '{ person { ...A } } fragment A on Person { friend { ...A } }')
    expect(body.errors?.[0]?.extensions).toMatchObject({ code: 'GRAPHQL_VALIDATION_FAILED' })
  })
})

describe('introspection', () => {
  it('passes the default limits in its longest form', async () => {
    const { graphql } = await startSmallServer()
    const query = getIntrospectionQuery({
      descriptions: true,
      schemaDescription: true,
      specifiedByUrl: true,
      directiveIsRepeatable: true,
      inputValueDeprecation: true,
      oneOf: true,
    })
    const { body } = await ask(graphql, query)
    expect(body).not.toHaveProperty('errors')
    expect(body).toHaveProperty('data.__schema.types')
  })

  it('does not count as depth', async () => {
    const { graphql } = await startSmallServer({ limits: { maxDepth: 1 } })
    expect((await ask(graphql, '{ __schema { types { fields { name } } } }')).body).not.toHaveProperty('errors')
    expect((await ask(graphql, '{ greeting __typename }')).body).not.toHaveProperty('errors')
  })

  it('does not bypass the limits: lists nested in lists are refused', async () => {
    const { graphql } = await startSmallServer()
    const query = '{ __schema { types { fields { type { fields { type { fields { name } } } } } } } }'
    const { body } = await ask(graphql, query)
    expect(body.errors?.[0]?.extensions).toMatchObject({ code: 'GRAPHQL_VALIDATION_FAILED' })
  })
})
