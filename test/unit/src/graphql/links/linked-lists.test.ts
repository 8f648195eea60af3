import { expect, test } from 'vitest'
import { LinkedLists } from '../../../../../src/graphql/links/linked-lists.js'

const selection = { fields: new Set(['nativeId']), rows: true, hasNextPage: false }
const of = (source: string, by: 'customerId' | 'accountId' = 'customerId') => ({
  owner: { source, by, key: 'C1' },
  args,
  filter: undefined,
})
const args = { first: 10, requireAllSources: false }

test('lists of the same id at two sources, or of another kind of owner, are not one list', () => {
  const lists = new LinkedLists()
  const atA = lists.ofKind('sessions', of('a'), selection)
  expect(lists.ofKind('sessions', of('b'), selection)).not.toBe(atA)
  expect(lists.ofKind('sessions', of('a', 'accountId'), selection)).not.toBe(atA)
  expect(lists.ofKind('activeCalls', of('a'), selection)).not.toBe(atA)
  expect(lists.ofKind('sessions', { ...of('a'), filter: { live: true } }, selection)).not.toBe(atA)
  expect(lists.ofKind('sessions', of('a'), { ...selection, hasNextPage: true })).not.toBe(atA)
  expect(lists.ofKind('sessions', of('a'), selection)).toBe(atA)
  // Another field that requests the same.
  expect(lists.ofKind('sessions', { ...of('a'), args: { ...args } }, { ...selection })).toBe(atA)
})
