// Error messages quote invalid input, so that the client finds it, but shorten it when it is long.

import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Stack, startStack } from '../../support/stack.js'

let stack: Stack
beforeAll(async () => {
  stack = await startStack({ vendors: ['mor'] })
})
afterAll(() => stack?.close())

// Two units, or two characters when it is quoted, for one.
const LONG = '\u{1F4DE}"\\'.repeat(20_000)
const text = JSON.stringify(LONG)
const BEGINNING = JSON.stringify([...LONG].slice(0, 60).join('')).slice(0, -1)

test.for([
  ['a time', `calls(filter: { startedFrom: ${text} }) { totalCount }`, /…" is not a DateTime: expected RFC 3339/],
] as const)(
  'of %s that is very long the message repeats the beginning, and says what would be right',
  async ([, field, says]) => {
    const { body, text: answer } = await stack.query(`{ ${field} }`)
    expect(body.errors).toMatchObject([
      { message: expect.stringMatching(says), extensions: { code: 'BAD_USER_INPUT' } },
    ])
    expect(body.errors?.[0]?.message).toContain(BEGINNING)
    expect(answer.length).toBeLessThan(1000)
    expect(body.errors?.[0]?.message.isWellFormed()).toBe(true)
  },
)

test.for([
  ['a variable', 'query ($v: Int!) { calls(first: $v) { totalCount } }', { v: LONG }],
  [
    'a variable with many members',
    'query ($v: CallFilter) { calls(filter: $v) { totalCount } }',
    { v: Object.fromEntries(Array.from({ length: 5000 }, (_, at) => [`x${at}`, at])) },
  ],
  ['a number', `{ calls(first: ${'1'.repeat(50_000)}) { totalCount } }`, {}],
  ['a name', `{ ${'a'.repeat(50_000)} }`, {}],
] as const)('of %s that is very long the message is short', async ([, document, variables]) => {
  const { status, body } = await stack.query(document, variables)
  expect(status).toBe(400)
  expect(body.errors?.length).toBeGreaterThan(0)
  for (const { message } of body.errors ?? []) expect(message).toMatch(/^.{20,2100}$/su)
  expect(body.errors?.map(({ extensions }) => extensions?.['code'])).not.toContain('INTERNAL')
  expect(body.errors?.[0]?.message).toContain('…')
})
