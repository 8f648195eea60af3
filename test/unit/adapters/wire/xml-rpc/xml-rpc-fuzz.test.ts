import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { RpcValue } from '../../../../../adapters/wire/xml-rpc/values.js'
import { cases, cutAt, cuts, FUZZ_TIMEOUT_MS, inCharacters } from '../../../../support/fuzz.js'
import { expectNothingInherited } from '../bare.js'
import { decodeByXmlrpc, readBySaxes } from '../xml/references.js'
import { escapeOddities } from '../xml/repaired.js'
import { complaint, decode, decodeCounting } from './rpc-answers.js'
import { extendedWritten, toBody, written } from './rpc-documents.js'

/** npm xmlrpc takes a boolean only without spaces around it. */
const withoutPadding = (body: string): string =>
  body.replaceAll(/<boolean>\s*([01])\s*<\/boolean>/g, '<boolean>$1</boolean>')

/** Every struct has its own members only. */
function expectBare(value: RpcValue): void {
  if (typeof value !== 'object' || value === null) return
  if (!Array.isArray(value)) expectNothingInherited(value)
  for (const inner of Object.values(value)) expectBare(inner ?? null)
}

describe('the decoder compared with npm xmlrpc', () => {
  test(
    'reads alike what both read rightly, wherever it is cut',
    () => {
      fc.assert(
        fc.property(written, cuts, (sample, positions) => {
          const body = toBody(sample)
          expect(decodeByXmlrpc(body)).toEqual({ value: sample.value })
          const value = decode(cutAt(body, positions))
          expect(value).toEqual(sample.value)
          expectBare(value)
        }),
        cases(500),
      )
    },
    FUZZ_TIMEOUT_MS,
  )

  test(
    'reads rightly what npm xmlrpc does not',
    () => {
      fc.assert(
        fc.property(extendedWritten, cuts, (sample, positions) => {
          expect(decode(cutAt(toBody(sample), positions))).toEqual(sample.value)
        }),
        cases(300),
      )
    },
    FUZZ_TIMEOUT_MS,
  )

  test(
    'refuses what is damaged wherever either XML parser would, values apart',
    () => {
      const damage = fc.record({
        at: fc.nat({ max: 2 ** 30 }),
        length: fc.nat({ max: 8 }),
        mark: fc.constantFrom(
          '',
          '<',
          '>',
          '/',
          '&',
          '<value>',
          '</value>',
          '<name>',
          '<int>',
          'member',
          '<nil/>',
          ' ',
        ),
      })
      let refused = 0
      fc.assert(
        fc.property(written, damage, (sample, { at, length, mark }) => {
          // npm xmlrpc leaves \r in damaged parts that become text.
          const body = toBody(sample).replaceAll('\r', '')
          const from = at % body.length
          const damaged = body.slice(0, from) + mark + body.slice(from + length)
          const message = complaint(damaged)
          expect(complaint(inCharacters(damaged)) === 'none').toBe(message === 'none')
          if (message !== 'none') refused++
          else {
            const { document: escaped, repairs } = escapeOddities(damaged)
            expect(readBySaxes(escaped)).not.toBe('refused')
            // npm xmlrpc refuses a typed value with text of another type, or reads the digits before it.
            if (decodeCounting(damaged).repairs > repairs) return
            // They agree on what both accept; this damage cannot create a fault or a type that npm xmlrpc lacks.
            // Compared as JSON, where an infinite number is null for both.
            expect(JSON.stringify(decodeByXmlrpc(withoutPadding(escaped)))).toBe(
              JSON.stringify({ value: decode(damaged) }),
            )
          }
        }),
        cases(500),
      )
      expect(refused).toBeGreaterThan(100)
    },
    FUZZ_TIMEOUT_MS,
  )
})
