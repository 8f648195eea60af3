import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Source } from '../../../../../schema/source.js'
import { CallTally, type CountedCall } from '../../../../../src/engine/stats/call-tally.js'
import { runs } from '../../../../support/runs.js'

const sourceNamed = (name: string): Source => ({
  name,
  vendor: 'model',
  title: name,
  capabilities: [],
  health: { state: 'UP', since: '2026-03-01T00:00:00Z', lastError: null, lastSuccessAt: null },
})
const SOURCES = ['a', 'b'].map(sourceNamed)

const amounts = fc.option(
  fc.record({
    amount: fc.tuple(fc.boolean(), fc.nat(), fc.nat(999_999)).map(([isNegative, whole, fraction]) => {
      return `${isNegative ? '-' : ''}${whole}.${String(fraction).padStart(6, '0')}`
    }),
    currency: fc.constantFrom('EUR', 'USD', null),
  }),
)
const calls: fc.Arbitrary<CountedCall> = fc.record({
  outcome: fc.constantFrom('answered', 'reached', 'not-reached', 'unknown'),
  talkSeconds: fc.option(fc.double({ min: 0, max: 90_000, noNaN: true })),
  billedSeconds: fc.option(fc.nat(90_000)),
  price: amounts,
  cost: amounts,
  source: fc.constantFrom(...SOURCES),
})

const WHOLE = { isWhole: true, hasEveryAttempt: true }
const tallyOf = (all: readonly CountedCall[]): CallTally => {
  const tally = new CallTally()
  for (const call of all) tally.add(call)
  return tally
}

const microsOf = (decimal: string): bigint => {
  const [whole = '', fraction = ''] = decimal.split('.')
  return BigInt(whole + fraction.padEnd(6, '0'))
}

test('any partition of the calls, in any order, gives what all of them give', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(calls, fc.nat(3)), { maxLength: 40 }), (all) => {
      const whole = tallyOf(all.map(([call]) => call)).measures(WHOLE)
      const joined = new CallTally()
      for (const part of [2, 0, 3, 1])
        joined.addTally(tallyOf(all.filter(([, at]) => at === part).map(([call]) => call)))
      expect(joined.measures(WHOLE)).toEqual(whole)
    }),
    { numRuns: runs(300) },
  )
})

test('sums are those of whole numbers, for each currency, and unknown ones for each source', () => {
  fc.assert(
    fc.property(fc.array(calls, { maxLength: 30 }), (all) => {
      const { price, margin } = tallyOf(all).measures(WHOLE)
      const oracle = new Map<string, bigint>()
      for (const { price: amount, source } of all)
        if (amount !== null) {
          const key = amount.currency ?? source.name
          oracle.set(key, (oracle.get(key) ?? 0n) + microsOf(amount.amount))
        }
      const sums = price.map(
        ({ currency, source, amount }) => [currency ?? source?.name ?? '', microsOf(amount)] as const,
      )
      expect(new Map(sums)).toEqual(oracle)
      const both = all.filter(
        ({ price: paid, cost }) => paid !== null && paid.currency !== null && paid.currency === cost?.currency,
      )
      expect(margin.reduce((sum, { calls: count }) => sum + count, 0)).toBe(both.length)
      for (const { currency, amount } of margin) {
        const exact = both
          .filter(({ price: paid }) => paid?.currency === currency)
          .reduce(
            (sum, { price: paid, cost }) => sum + microsOf(paid?.amount ?? '0') - microsOf(cost?.amount ?? '0'),
            0n,
          )
        expect(microsOf(amount)).toBe(exact)
      }
    }),
    { numRuns: runs(300) },
  )
})

const [a] = SOURCES
const call = (given: Partial<CountedCall>): CountedCall => ({
  outcome: 'answered',
  talkSeconds: 60,
  billedSeconds: 60,
  price: null,
  cost: null,
  source: a ?? sourceNamed('a'),
  ...given,
})

test('ratios are null unless every attempt is recorded and the window was read whole', () => {
  const tally = tallyOf([call({}), call({ outcome: 'reached', talkSeconds: 0 })])
  expect(tally.measures(WHOLE)).toMatchObject({ asr: 0.5, ner: 1, acdSeconds: 60 })
  expect(tally.measures({ isWhole: true, hasEveryAttempt: false })).toMatchObject({
    asr: null,
    ner: null,
    acdSeconds: 60,
  })
  expect(tally.measures({ isWhole: false, hasEveryAttempt: true })).toMatchObject({
    asr: null,
    ner: null,
    acdSeconds: null,
    minutes: 1,
  })
})

test('what a record does not say is not 0', () => {
  expect(tallyOf([call({ talkSeconds: null })]).measures(WHOLE)).toMatchObject({
    minutes: null,
    acdSeconds: null,
    billedMinutes: 1,
    asr: 1,
  })
  expect(tallyOf([call({ billedSeconds: null })]).measures(WHOLE)).toMatchObject({ minutes: 1, billedMinutes: null })
  expect(tallyOf([call({ outcome: 'unknown', talkSeconds: null, billedSeconds: null })]).measures(WHOLE)).toMatchObject(
    {
      asr: 0,
      ner: null,
      minutes: 0,
      billedMinutes: 0,
    },
  )
  expect(new CallTally().measures(WHOLE)).toMatchObject({ attempts: 0, asr: null, ner: null, acdSeconds: null })
})
