// Control actions of principals who see masked records: they act on calls by encrypted ids, and answers are masked.

import { afterAll, beforeAll, expect, test } from 'vitest'
import { valueAt } from '../../support/path-query.js'
import { type Stack, startStack } from '../../support/stack.js'
import { keyedRoles } from './keyed-roles.js'

const { access, ask } = keyedRoles({
  fraud: {
    scopes: ['active:read', 'calls:read', 'sessions:read', 'control:disconnect', 'control:make'],
    mask: ['phone', 'ip'],
  },
})

let stack: Stack
beforeAll(async () => {
  stack = await startStack({
    access,
    vendors: ['telecomx', 'restcomm'],
    simulatorOptions: { restcomm: { product: 'connect' } },
    overrides: { 'restcomm-demo': { control: { makeCall: { urls: ['https://ivr.example.net/'] } } } },
    resolveHost: async () => ['192.0.2.10'],
  })
})
afterAll(() => stack?.close())

test('a call is ended by the encrypted id with which it is listed', async () => {
  const list = '{ activeCalls(first: 1, sources: ["telecomx-demo"]) { nodes { id nativeId } } }'
  const { body } = await ask(stack, 'fraud', list)
  const [id] = [valueAt(body.data, 'activeCalls.nodes.id')].flat()
  expect([valueAt(body.data, 'activeCalls.nodes.nativeId')].flat()[0]).toMatch(/^masked:/)
  const ended = await ask(
    stack,
    'fraud',
    'mutation ($id: ID!) { disconnectCall(id: $id) { outcome error { code } } }',
    { id },
  )
  expect(ended.body).toEqual({ data: { disconnectCall: { outcome: 'REQUESTED', error: null } } })
})

test('a call that was placed is shown with the number that was called masked', async () => {
  const order = {
    source: 'restcomm-demo',
    from: '+4570305050',
    to: '+4580808080',
    url: 'https://ivr.example.net/answer',
  }
  const document = `mutation ($input: MakeCallInput!) { makeCall(input: $input) {
    outcome calls { caller { number e164 name } callee { number e164 } uri } } }`
  const { body, text } = await ask(stack, 'fraud', document, { input: order })
  expect(valueAt(body.data, 'makeCall.outcome')).toBe('PLACED')
  expect(valueAt(body.data, 'makeCall.calls.callee.e164')).toEqual(['+4580******'])
  for (const number of ['70305050', '80808080']) expect(text).not.toContain(number)
})
