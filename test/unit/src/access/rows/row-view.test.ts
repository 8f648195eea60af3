import { describe, expect, test } from 'vitest'
import type { Row, RowOwners } from '../../../../../adapters/contract.js'
import { createAccess } from '../../../../../src/access/rights/access.js'
import { unrestrictedAccess } from '../../../../../src/access/rights/rights.js'
import { showsEverything, showsNothing, viewOf } from '../../../../../src/access/rows/row-view.js'

const idAt = (field: string) => (row: Row) => (typeof row[field] === 'string' ? row[field] : null)
const owners: RowOwners = {
  from: ['a', 'b'],
  read: (row) => [idAt('a')(row), idAt('b')(row)].filter((id) => id !== null),
  parties: [
    { customer: idAt('a'), fields: ['a', 'nameOfA'] },
    { customer: idAt('b'), fields: ['b', 'nameOfB'] },
  ],
  completeByCustomer: true,
}
const accessTo = (...customers: string[]) =>
  createAccess(
    [{ scopes: new Set(['calls:read']), sources: new Map([['s', new Set(customers)]]), mask: 0 }],
    ['s', 't'],
  )
const view = (...customers: string[]) => viewOf(accessTo(...customers), 's', 'calls', owners)
const entries = [{ row: { a: '1' } }, { row: { a: '2', b: '1' } }, { row: { a: '2' } }, { row: {} }]

describe('a viewer who sees everything', () => {
  const everything = viewOf(unrestrictedAccess(['s', 't']), 's', 'calls', owners)
  test('gets the same objects: no copy is made', () => {
    const list = { entries }
    expect(everything.seeEntries(entries)).toBe(entries)
    expect(everything.seeWhole(list)).toBe(list)
    expect(everything.see(entries[3]?.row ?? {})).toBe(entries[3]?.row)
    expect([everything.needs, showsEverything(everything)]).toEqual([[], true])
  })
  test('of one source only: sees everything there, and nothing elsewhere', () => {
    const access = createAccess(
      [{ scopes: new Set(['calls:read']), sources: new Map([['s', 'all']]), mask: 0 }],
      ['s', 't'],
    )
    expect(showsEverything(viewOf(access, 's', 'calls', owners))).toBe(true)
    expect(showsNothing(viewOf(access, 't', 'calls', owners))).toBe(true)
    expect(showsNothing(viewOf(access, 's', 'sessions', owners))).toBe(true)
  })
})

describe('a viewer of some customers', () => {
  test('sees rows of any of them, without the other party; not those of others, nor of nobody', () => {
    const row = { a: '2', nameOfA: 'Two', b: '1', nameOfB: 'One', other: 'x' }
    expect(view('1').see(row)).toEqual({ a: null, nameOfA: null, b: '1', nameOfB: 'One', other: 'x' })
    expect(view('1', '2').see(row)).toBe(row)
    expect(view('3').see(row)).toBeNull()
    expect(view('1').seeEntries(entries)).toEqual([{ row: { a: '1' } }, { row: { a: null, b: '1' } }])
  })
  test('sees what concerns the reseller of a customer only with a right to that reseller', () => {
    const customers: RowOwners = {
      ...owners,
      from: ['a'],
      read: (row) => [idAt('a')(row)].filter((id) => id !== null),
      parties: [],
      others: [{ customer: idAt('reseller'), fields: ['reseller'] }],
    }
    const row = { a: '1', reseller: '2' }
    expect(viewOf(accessTo('1'), 's', 'calls', customers).see(row)).toEqual({ a: '1', reseller: null })
    expect(viewOf(accessTo('1', '2'), 's', 'calls', customers).see(row)).toBe(row)
    expect(viewOf(accessTo('2'), 's', 'calls', customers).see(row)).toBeNull()
  })
  test('leaves the row as it is for others, and adds no field to it', () => {
    const row = { a: '2', b: '1' }
    const seen = view('1').see(row)
    expect(row).toEqual({ a: '2', b: '1' })
    expect(Object.keys(Object(seen))).toEqual(['a', 'b'])
  })
  test('sees nothing of a list whose rows name no owner', () => {
    expect(showsNothing(viewOf(accessTo('1'), 's', 'calls', 'source'))).toBe(true)
  })
  test('shares the view of others with the same customers, in whatever order, and of no others', () => {
    expect(view('1', '2').key).toBe(view('2', '1').key)
    expect(view('1,2').key).not.toBe(view('1', '2').key)
  })
  test('by one scope sees nothing by another', () => {
    expect(showsNothing(viewOf(accessTo('1'), 's', 'calls', owners, 'trace:read'))).toBe(true)
  })
})
