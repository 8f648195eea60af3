// An account that is fetched by its id, which returns the full form only: fields that only the condensed form has.

import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { idOf } from '../../../adapters/telecomx/simulator/native-ids.js'
import { toGlobalId } from '../../../src/engine/source/global-id.js'
import { dataOf, requestsDuring } from '../../support/ask.js'
import { type Stack, startStack } from '../../support/stack.js'

const TELECOMX = 'telecomx-demo'

let stack: Stack
beforeAll(async () => {
  stack = await startStack({ vendors: ['telecomx'], world: { history: 10, customers: 40 } })
  // Logging in is done once.
  await dataOf(stack, '{ sessions(first: 1) { nodes { id } } }')
})
afterAll(() => stack?.close())
/** Longer than any list is shared for. */
beforeEach(() => void (stack.clock.nowMs += 11_000))

describe('an account that is fetched by its id', () => {
  const id = toGlobalId('SipAccount', TELECOMX, idOf('sipAccount', 3))
  const ask = async (selection: string, ids: readonly string[] = [id]) => {
    const document = `query ($ids: [ID!]!) { nodes(ids: $ids) { ... on SipAccount { ${selection} } } }`
    let nodes: readonly Readonly<Record<string, unknown>>[] = []
    const counts = await requestsDuring(
      stack,
      async () => void ({ nodes } = await dataOf<{ nodes: typeof nodes }>(stack, document, { ids })),
    )
    return { nodes, requests: counts[TELECOMX] ?? 0 }
  }
  const BOTH_FORMS = 'nativeId ratePlan { id name } voiceUsage { date secondsOutHomeland } notes userAgent'

  test('costs a second request for fields that only the condensed form has, and none where these are not selected', async () => {
    expect((await ask('nativeId userAgent ratePlan { id }')).requests).toBe(1)
    expect(
      (await ask('voiceUsage @skip(if: true) { date } ratePlan { ... @include(if: false) { name } id }')).requests,
    ).toBe(1)
    for (const selection of ['ratePlan { name }', 'voiceUsage { date }', BOTH_FORMS]) {
      expect((await ask(selection)).requests).toBe(2)
      stack.clock.nowMs += 11_000
    }
  })

  test('is the same as in the list', async () => {
    const ids = [3, 4, 5, 6, 7].map((index) => toGlobalId('SipAccount', TELECOMX, idOf('sipAccount', index)))
    const { nodes } = await ask(BOTH_FORMS, ids)
    const list = `{ sipAccounts(first: 20) { nodes { ${BOTH_FORMS} } } }`
    const { sipAccounts } = await dataOf<{ sipAccounts: { nodes: readonly { nativeId: string }[] } }>(stack, list)
    const listed = new Map(sipAccounts.nodes.map((account) => [account.nativeId, account]))
    for (const node of nodes) {
      expect(node).toEqual(listed.get(String(node['nativeId'])))
      expect(node).toMatchObject({
        ratePlan: { name: expect.any(String) },
        voiceUsage: expect.arrayContaining([{ date: expect.any(String), secondsOutHomeland: expect.any(Number) }]),
      })
    }
  })

  test('with many others is searched for in one list of all, not in one for each customer', async () => {
    const ids = Array.from({ length: 60 }, (_, index) => toGlobalId('SipAccount', TELECOMX, idOf('sipAccount', index)))
    const { nodes, requests } = await ask(BOTH_FORMS, ids)
    expect(nodes.filter((node) => node['ratePlan'] !== null)).toHaveLength(60)
    expect(requests).toBeLessThanOrEqual(8)
  })
})
