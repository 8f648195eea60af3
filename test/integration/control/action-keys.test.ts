// Idempotency keys in memory: how many are kept and for how long, with a clock that the test sets.

import { GraphQLError } from 'graphql'
import { expect, test } from 'vitest'
import { ActionKeysInMemory, KEY_LIFETIME_MS } from '../../../src/engine/control/repeated-actions.js'

function openKeys() {
  const clock = { nowMs: 0 }
  const keys = new ActionKeysInMemory(() => clock.nowMs)
  let runs = 0
  const run = async () => ({ payload: ++runs, sent: true })
  const use = (principalId: string, key: string, act: () => Promise<{ payload: number; sent: boolean }> = run) =>
    keys.once({ principalId, key, action: 'a', actionId: `${principalId} ${key}` }, act)
  return { clock, use, runsOf: () => runs }
}

const LIMITED = { extensions: { code: 'RATE_LIMITED', retryAfterSeconds: 86_400 } }

test('an old key of a principal is never dropped for a new one', async () => {
  const { clock, use, runsOf } = openKeys()
  for (let at = 0; at < 2000; at++) await use('p', String(at))
  await expect(use('p', 'more')).rejects.toMatchObject(LIMITED)
  expect((await use('p', '0')).payload).toBe(1)
  expect(runsOf()).toBe(2000)
  await use('q', '0')
  clock.nowMs = KEY_LIFETIME_MS
  expect((await use('p', 'more')).payload).toBe(2002)
  expect((await use('p', '0')).payload).toBe(2003)
})

test('nor that of another principal, until it has expired', async () => {
  const { clock, use } = openKeys()
  for (let at = 0; at < 20_000; at++) await use(`p${at % 20}`, String(at))
  await expect(use('q', '0')).rejects.toMatchObject(LIMITED)
  expect((await use('p0', '0')).payload).toBe(1)
  clock.nowMs = KEY_LIFETIME_MS
  expect((await use('q', '0')).payload).toBe(20_001)
})

test('after an error that says nothing about what was sent, the key stays used', async () => {
  const { use, runsOf } = openKeys()
  const fail = (error: Error) => () => Promise.reject(error)
  await expect(use('p', 'bug', fail(new TypeError('a bug')))).rejects.toThrow('a bug')
  await expect(use('p', 'bug')).rejects.toThrow('a bug')
  expect(runsOf()).toBe(0)
  await expect(use('p', 'refused', fail(new GraphQLError('refused')))).rejects.toThrow('refused')
  expect((await use('p', 'refused')).payload).toBe(1)
})
