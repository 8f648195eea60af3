// At most one action on many calls in a request: several are refused before any of them is executed.

import { afterAll, beforeAll, expect, test } from 'vitest'
import { phaseAt } from '../../../adapters/simulation/contract.js'
import { toGlobalId } from '../../../src/engine/source/global-id.js'
import { requestsDuring } from '../../support/ask.js'
import { type Stack, startStack } from '../../support/stack.js'
import { auditDuring } from './acting.js'

const PORTASIP = 'portasip-demo'
const one = (alias: string, id: number): string =>
  `${alias}: disconnectAccount(source: "${PORTASIP}", accountId: "${id}") { outcome }`
const call = `call: disconnectCall(id: "${toGlobalId('ActiveCall', PORTASIP, '99999999')}") { outcome }`

let stack: Stack
beforeAll(async () => {
  stack = await startStack({ vendors: ['portasip'] })
})
afterAll(() => stack?.close())

const inProgress = (): number =>
  stack.world.calls('portasip', stack.clock.nowMs).filter((each) => phaseAt(each, stack.clock.nowMs) !== 'ended').length

test.for<readonly [what: string, document: string]>([
  ['twenty by aliases', `mutation { ${Array.from({ length: 20 }, (_, at) => one(`a${at}`, at + 1)).join(' ')} }`],
  ['two of the same', `mutation { ${one('a', 3)} ${one('b', 3)} }`],
  [
    'an account and a customer',
    `mutation { ${one('a', 3)} b: disconnectCustomer(source: "${PORTASIP}", customerId: "4") { outcome } }`,
  ],
  ['two by a fragment', `mutation { ...Both } fragment Both on Mutation { ${one('a', 3)} ... { ${one('b', 4)} } }`],
  ['two beside a single call', `mutation { ${call} ${one('a', 3)} ${one('b', 4)} }`],
])('%s: the request is refused, the first time and the second time', async ([, query]) => {
  const before = inProgress()
  const lines = await auditDuring(stack, async () => {
    const counts = await requestsDuring(stack, async () => {
      for (let time = 0; time < 2; time++) {
        const { status, body } = await stack.query(query)
        expect(status).toBe(400)
        expect(body).toMatchObject({ errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] })
        expect(body).not.toHaveProperty('data')
      }
    })
    expect(counts).toEqual({})
  })
  const refused = { operation: 'disconnectAccount', source: PORTASIP, outcome: 'REFUSED', code: 'BAD_USER_INPUT' }
  expect(lines).toMatchObject([refused, refused])
  expect(inProgress()).toBe(before)
})

test('the only one that is not skipped by variables is executed', async () => {
  const document = `mutation ($both: Boolean!) { ${one('a', 3)} b: disconnectAccount(source: "${PORTASIP}", accountId: "4") @include(if: $both) { outcome } ${call} }`
  for (let time = 0; time < 2; time++) {
    const { body } = await stack.query(document, { both: false })
    expect(body).toEqual({ data: { a: { outcome: 'REQUESTED' }, call: { outcome: 'NOT_FOUND' } } })
    expect((await stack.query(document, { both: true })).body).not.toHaveProperty('data')
  }
})
