import { expect, test } from 'vitest'
import { StoreSeal } from '../../../../../src/cluster/store/seal.js'
import { namesOf, positionKeyOf } from '../../../../../src/cluster/store/store-sharing.js'

// Instances continue each other's subscriptions only where the same rows make the same records.

const identity = {
  name: 'a',
  vendor: 'model',
  url: 'http://a.example.net',
  settings: { timeZone: 'UTC' },
  maskedId: 'masked:1',
  credentials: 'a user and a password',
  maxResponseBytes: 1,
}
const options = { secret: 'a secret of the tests, and long enough', version: '1.0.0' }
const seal = new StoreSeal(null)
const keyOf = (source = identity, rowFormat = '1', by = options): string =>
  positionKeyOf(source, namesOf(source, rowFormat, seal), by)

test('the same source has the same key at all instances, whatever its password', () => {
  expect(keyOf({ ...identity, credentials: 'another password' })).toBe(keyOf())
})

test.each([
  ['another source', keyOf({ ...identity, name: 'b' })],
  ['other settings of the vendor', keyOf({ ...identity, settings: { timeZone: 'Europe/Copenhagen' } })],
  ['another key that masks ids', keyOf({ ...identity, maskedId: 'masked:2' })],
  ['other decoders', keyOf(identity, '2')],
  ['another version of the program', keyOf(identity, '1', { ...options, version: '1.0.1' })],
  ['another secret', keyOf(identity, '1', { ...options, secret: 'another secret of the tests' })],
])('%s has another key', (_name, key) => {
  expect(key).not.toBe(keyOf())
})
