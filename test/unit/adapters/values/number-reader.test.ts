import fc from 'fast-check'
import { expect, test } from 'vitest'
import { toParty } from '../../../../adapters/values/party.js'
import { createNumberReader, type Region, toE164 } from '../../../../adapters/values/phone-number.js'

const REGIONS: readonly (Region | undefined)[] = ['DK', 'LT', 'US', undefined]
const written = fc.oneof(
  fc.constantFrom(
    '+4570305050',
    '004570305050',
    '4570305050',
    '70305050',
    '+1 202 555 0123',
    '2025550123',
    'alice',
    '',
    '0',
  ),
  fc
    .tuple(fc.constantFrom('', '+', '00', ' '), fc.nat(999_999_999_999))
    .map(([prefix, number]) => `${prefix}${number}`),
)

test('numbers are read as without a cache, the first time and again, separately for each numbering plan', () => {
  const readers = REGIONS.map((region) => ({ region, numbers: createNumberReader(region) }))
  fc.assert(
    fc.property(fc.array(fc.option(written), { maxLength: 10 }), (texts) => {
      for (const text of [...texts, ...texts])
        for (const { region, numbers } of readers) {
          expect(numbers.toE164(text)).toBe(toE164(text, region))
          expect(toParty(text, numbers).e164).toBe(toParty(text, region).e164)
        }
    }),
    { numRuns: 60 },
  )
})

test('more numbers than fit into the cache are read correctly, too', () => {
  const numbers = createNumberReader('DK')
  // Texts that are obviously not phone numbers: this is about how they are cached.
  for (let at = 0; at < 50_000; at++) expect(numbers.toE164(`extension ${at}`)).toBeNull()
  expect(numbers.toE164('70305050')).toBe('+4570305050')
  for (let at = 0; at < 50_000; at++) numbers.toE164(`extension ${at}`)
  expect(numbers.toE164('70305050')).toBe('+4570305050')
})
