// One client's large request beside others, over real HTTP: the whole product with its simulators.

import { get, type IncomingMessage, request } from 'node:http'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Stack, startStack } from '../../support/stack.js'

let stack: Stack
beforeAll(async () => {
  stack = await startStack({
    vendors: ['telecomx'],
    world: { history: 3000, customers: 40 },
    server: { limits: { records: 2_000_000, vendorRequests: 1000, bytes: '256MiB' }, metrics: true },
    logLevel: 'info',
  })
})
afterAll(() => stack?.close())

const textOf = async (response: IncomingMessage): Promise<string> => {
  let text = ''
  for await (const chunk of response) text += String(chunk)
  return text
}

function post(query: string) {
  const sent = request(`${stack.url}/graphql`, { method: 'POST', headers: { 'content-type': 'application/json' } })
  const answer = new Promise<string>((resolve, reject) => {
    sent.on('response', (response) => resolve(textOf(response)))
    sent.on('error', reject)
  })
  sent.end(JSON.stringify({ query }))
  return { sent, answer }
}

const read = (path: string) =>
  new Promise<string>((resolve) => get(`${stack.url}${path}`, (response) => resolve(textOf(response))))

/** How many requests the vendors have received. */
const asked = (): number => [...Object.values(stack.hosts)].reduce((sum, { requests }) => sum + requests.length, 0)

/** Some sixty thousand records, of a few vendor requests. */
const LARGE = (name: string) =>
  `query ${name} { sessions(first: 1000) { nodes { sourceCustomer { sessions(first: 1000) { nodes { id sipCallId } } } } } }`

test('a large answer is complete, the first time and when it is requested again', async () => {
  const texts: string[] = []
  for (let time = 0; time < 2; time++) texts.push(await post(LARGE('Whole')).answer)
  const [first, second] = texts
  const { data, errors } = JSON.parse(first ?? '')
  expect(errors).toBeUndefined()
  expect(data.sessions.nodes).toHaveLength(1000)
  expect(first?.length).toBeGreaterThan(2_000_000)
  expect(JSON.parse(second ?? '')).toEqual({ data })
})

test('others are answered while a large answer is being made', async () => {
  const order: string[] = []
  const large = post(LARGE('Beside')).answer.then(() => order.push('large'))
  for (let poll = 0; poll < 10; poll++) {
    await Promise.all([read('/livez'), post('{ __typename }').answer])
    order.push('small')
  }
  await large
  expect(order.at(-1)).toBe('large')
})

test('the records of a list that is completed in slices request their links in one batch', async () => {
  const explained = async (first: number) => {
    const { body } = await stack.query(
      `{ sessions(first: ${first}) { nodes { id sourceCustomer { sipAccounts(first: 1) { nodes { id } } } } sources { requests } } }`,
    )
    return body.errors
  }
  const before = asked()
  expect(await explained(1000)).toBeUndefined()
  expect(asked() - before).toBeLessThan(40)
})

test('all work stops when the client has left', async () => {
  const before = asked()
  const { sent, answer } = post(LARGE('Leaving'))
  const left = answer.catch(() => 'left')
  // In the middle of it: the lists of some customers have been requested.
  while (asked() - before < 5) await read('/livez')
  sent.destroy()
  expect(await left).toBe('left')
  const line = () => stack.log.find((text) => text.includes('"Leaving"'))
  while (line() === undefined) await read('/livez')
  expect(line()).toMatch(/"errorCodes":\["(DEADLINE|SOURCES_FAILED)"/)
  // Requests that were on their way to the vendor arrive.
  for (let poll = 0; poll < 10; poll++) await read('/livez')
  const then = asked()
  expect(then - before).toBeLessThan(30)
  for (let poll = 0; poll < 30; poll++) await read('/livez')
  expect(asked()).toBe(then)
})
