// What is counted while an operation is executed: the items of all lists of objects, once for each list.

import { buildSchema, type GraphQLObjectType, isObjectType, parse } from 'graphql'
import { describe, expect, test } from 'vitest'
import { OperationBudget } from '../../../../src/cost/budget.js'
import { defaultCostLimits } from '../../../../src/cost/limits.js'
import { compileQuery } from '../../../../src/execution/compile.js'

const schema = buildSchema(`
  type Query { plain: Page resolved: Page each: [Item!]! }
  type Page { nodes: [Item!]! names: [String!]! }
  type Item { id: ID! parts: [Item!]! more: [Item!] }
`)
const items = (count: number, parts = 0): object[] =>
  Array.from({ length: count }, (_, at) => ({ id: String(at), parts: items(parts), names: [] }))
const typeOf = (name: string): GraphQLObjectType => {
  const type = schema.getType(name)
  if (!isObjectType(type)) throw new Error(`there is no ${name}`)
  return type
}
const { plain, resolved, each } = typeOf('Query').getFields()
if (plain) plain.resolve = () => ({ nodes: items(3, 2), names: ['a', 'b'] })
if (resolved) resolved.resolve = async () => ({ nodes: items(3) })
if (each) each.resolve = () => items(4)
const { more } = typeOf('Item').getFields()
if (more) more.resolve = async () => items(2)

async function run(query: string, records: number) {
  const counts: number[] = []
  const budget = new OperationBudget({ ...defaultCostLimits, records })
  const meter = {
    takeRecords(count: number): void {
      counts.push(count)
      budget.takeRecords(count)
    },
  }
  const prepared = compileQuery(schema, parse(query), null)?.prepare({})
  const result = await prepared?.run({}, undefined, meter)
  return {
    counts,
    data: result?.data,
    errors: result?.errors?.map(({ path, extensions }) => ({ path, ...extensions })),
  }
}

describe('records', () => {
  test.each([
    ['{ __typename }', []],
    ['{ plain { names } }', []],
    ['{ plain { nodes { id } names } }', [3]],
    ['{ plain { nodes { id parts { id } } } }', [9]],
    ['{ resolved { nodes { id } } }', [3]],
    ['{ each { id } }', [4]],
    ['{ each { id more { id } } }', [4, 2, 2, 2, 2]],
  ])('of %s are counted', async (query, expected) => {
    const { counts, errors } = await run(query, 100)
    expect(counts).toEqual(expected)
    expect(errors).toBeUndefined()
  })

  test('beyond the limit make their field null; earlier records stay', async () => {
    const { data, errors } = await run('{ resolved { nodes { id } } plain { nodes { id parts { id } } } }', 5)
    // The plain page is read at once; the other one is waited for.
    expect(data).toEqual({ plain: null, resolved: null })
    const extensions = { code: 'OPERATION_TOO_COSTLY', limit: 'records', allowed: 5, actual: 9 }
    expect(errors).toEqual([
      { path: ['plain'], ...extensions },
      { path: ['resolved'], ...extensions },
    ])
    const nested = await run('{ each { more { id } } }', 7)
    expect(nested.data?.['each']).toMatchObject([{ more: [{}, {}] }, { more: null }, { more: null }, { more: null }])
    expect(nested.errors?.[0]).toEqual({ path: ['each', 1, 'more'], ...extensions, allowed: 7, actual: 8 })
  })
})

describe('lists and vendor requests', () => {
  test('a list is shared when all that it reads has been read for another', () => {
    const budget = new OperationBudget({ ...defaultCostLimits, lists: 2 })
    budget.takeList(['a', 'b'])
    for (let at = 0; at < 20; at++) budget.takeList(['b', 'a'])
    budget.takeList(['a', 'c'])
    expect(() => budget.checkLists()).not.toThrow()
    expect(() => budget.takeList(['d'])).toThrow('lists: the operation reads more than 2 lists')
    expect(() => budget.checkLists()).toThrow('more than 2 lists')
  })

  test('there are ten times as many shared ones', () => {
    const budget = new OperationBudget({ ...defaultCostLimits, lists: 2 })
    for (let at = 0; at < 20; at++) budget.takeList([])
    expect(() => budget.takeList([])).toThrow('more than 20 lists, even where they are read together')
  })

  test('a request is counted before it is sent', () => {
    const budget = new OperationBudget({ ...defaultCostLimits, vendorRequests: 1 })
    budget.takeVendorRequest()
    expect(() => budget.takeVendorRequest()).toThrow('more than 1 vendor requests')
  })
})
