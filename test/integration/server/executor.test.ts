// The switch that turns the own executor off: repeated queries take the same fast path, and graphql-js executes them.

import { expect, test } from 'vitest'
import type { ServerEvent } from '../../../src/server/http/server-events.js'
import { ask, type SmallContext, startSmallServer } from './small-server.js'

test.each([
  // A compiled query gives the resolvers of one field the same arguments each time; graphql-js makes new ones.
  ['compiled', 1],
  ['graphql-js', 4],
  [undefined, 1],
] as const)('with the executor %s, repeated queries are executed by it', async (executor, argumentObjects) => {
  const seen: unknown[] = []
  const { graphql } = await startSmallServer({
    executor,
    resolvers: {
      'Query.greeting': (_source, args) => {
        seen.push(args)
        return `hello ${String(args['first'])}`
      },
    },
  })
  const question = { query: 'query ($first: Int!) { greeting(first: $first) }', variables: { first: 7 } }
  // The first answer is always made by Apollo, with graphql-js.
  const answers = []
  for (let time = 0; time < 5; time++) answers.push(await ask(graphql, question))
  for (const { status, body } of answers) expect([status, body]).toEqual([200, { data: { greeting: 'hello 7' } }])
  expect(new Set(seen.slice(1)).size).toBe(argumentObjects)
})

test.each(['compiled', 'graphql-js'] as const)('answers are shared with the executor %s', async (executor) => {
  const events: ServerEvent[] = []
  let made = 0
  const { graphql } = await startSmallServer({
    executor,
    resolvers: { 'Query.greeting': () => `hello ${++made}` },
    sharing: {
      currencyOf: () => () => true,
      generation: () => 0,
      ownHeaders: [],
      ownFields: [],
      freshUntilMs: (_context: SmallContext) => 2000,
      joinableMs: 1000,
      now: () => 1000,
    },
    onEvent: (event) => void events.push(event),
  })
  const greet = async () => (await ask(graphql, '{ greeting }')).body
  expect([await greet(), await greet(), await greet()]).toEqual([
    { data: { greeting: 'hello 1' } },
    { data: { greeting: 'hello 2' } },
    { data: { greeting: 'hello 2' } },
  ])
  const shared = events.flatMap((event) => (event.type === 'operation-answered' ? [event.shared] : []))
  expect(shared).toEqual([false, false, true])
})

test.each(['compiled', 'graphql-js'] as const)('what cannot be executed is refused alike: %s', async (executor) => {
  const { graphql } = await startSmallServer({ executor })
  const query = 'query ($first: Int!) { greeting(first: $first) }'
  expect((await ask(graphql, { query, variables: { first: 1 } })).status).toBe(200)
  for (const variables of [{ first: 'one' }, {}]) {
    const { status, body } = await ask(graphql, { query, variables }, { accept: 'application/graphql-response+json' })
    expect([status, body.errors?.map(({ extensions }) => extensions?.['code'])]).toEqual([400, ['BAD_USER_INPUT']])
  }
  for (const document of ['mutation { rename(name: "x") }', '{ __type(name: "Query") { name } }'])
    for (let time = 0; time < 3; time++)
      expect(await ask(graphql, document)).toMatchObject({ status: 200, body: { data: expect.anything() } })
})
