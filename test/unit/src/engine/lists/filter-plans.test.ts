import { expect, test } from 'vitest'
import { toParty } from '../../../../../adapters/values/party.js'
import { FilterPlans } from '../../../../../src/engine/lists/filter-plans.js'

const declaration = { pushdown: { number: 'none' } } as const
const [swedish, danish] = [{ declaration: { region: 'SE' } }, { declaration: { region: 'DK' } }] as const

test('a filter is planned once for each list of a source, with the numbering plan of the source', () => {
  const plans = new FilterPlans()
  const filter = { number: '070-1740605' }
  const caller = toParty('+46701740605', 'SE')
  const read = (name: string) => (name === 'caller' ? caller : null)
  const atSwedish = plans.of(swedish, 'calls', declaration, filter)
  const atDanish = plans.of(danish, 'calls', declaration, filter)
  expect([atSwedish, atDanish].map(({ residual }) => residual.test(read))).toEqual([true, false])
  expect(plans.of(swedish, 'calls', declaration, filter)).toBe(atSwedish)
  expect(plans.of(danish, 'calls', declaration, filter)).toBe(atDanish)
  expect(plans.of(swedish, 'sipAccounts', declaration, filter).residual.reads).toEqual(['numbers'])
  expect(plans.of(swedish, 'calls', declaration, { ...filter })).not.toBe(atSwedish)
})
