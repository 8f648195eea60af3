import { describe, expect, test } from 'vitest'
import {
  audit,
  ConformanceError,
  conformanceChecks,
  rules,
  unknownExceptions,
} from '../../src/conformance/conformance.js'
import type { ConformanceKit } from '../../src/conformance/rules/rule.js'
import { conform } from './conform.js'
import { kit } from './fake/breaking.js'
import { decodingBroken } from './fake/broken-decoding.js'
import { goldensBroken } from './fake/broken-goldens.js'
import { requestsBroken } from './fake/broken-requests.js'
import { simulatedBroken } from './fake/broken-simulated.js'

const BROKEN = [...requestsBroken, ...goldensBroken, ...decodingBroken, ...simulatedBroken]

// The audit finds nothing in a vendor that is sound.
conform(kit)

test('ids and what they mean are permanent', () => {
  expect(rules.map(({ id, level, title }) => `${id} ${level} ${title}`)).toMatchInlineSnapshot(`
    [
      "C1 MUST build the same request for the same input; inputs are not mutated",
      "C2 MUST change the request when a pushable filter is set, and not change it when the field is none",
      "C3 MUST contain every always-sent parameter in every request",
      "C4 MUST match the golden request byte for byte, and the golden response must map to the golden records",
      "C5 MUST keep fixtures meaningful: at least 3 rows, answered and unanswered, one lone-row response, one empty response",
      "C6 MUST never lose a row: for random filters, re-checked(vendor(pushed)) = filtered(everything)",
      "C7 MUST tile: for random slices, windows + trim = the slice of the whole",
      "C8 MUST terminate: a list ends after its total of rows, and a page behind the last is what is declared",
      "C9 MUST map each declared fault to its kind, and an undeclared one to PROTOCOL",
      "C10 MUST survive hostile bodies: HTML, truncation, wrong root, __proto__, 10 MB, empty",
      "C11 MUST keep digits: leading zeros and + in numbers, trailing zeros in money",
      "C12 SHOULD declare a manual URL and state each quirk once, beside the code it shapes",
      "C13 MUST read every field of a row of hostile values without throwing; absent is null, never undefined",
      "C14 MUST declare every control request not repeatable, and every list, lookup and statistics request repeatable",
      "C15 MUST give rows in the order that is declared, or configured where the site is known to keep another",
      "C16 MUST look up what it lists: the same record by its native id, and null for an id that nothing has",
      "C17 MUST read the same from an answer however it is cut into pieces",
      "C18 MUST end a call that it lists, and say so when it is over",
      "C19 MUST have in what is read for many at once all that it is declared to have; worth is a whole number from 1 on",
      "C20 MUST say which vendor fields hold credentials: only guarded fields read them, and what holds them is confidential",
      "C21 MUST say whose each row is and what concerns one party only; goldens have a foreign row and one of nobody",
      "C22 MUST show owners in the form that is asked for; rows asked for a customer are that customer's, all of them if so declared",
      "C23 MUST declare the vendor fields of the talk time of calls in progress as ticking, and read nothing else from them",
    ]
  `)
})

describe('each fault of the fake vendor breaks a rule', () => {
  test.each(BROKEN)('%s: %s', (id, _what, says, broken) => {
    const rule = rules.find((candidate) => candidate.id === id)
    expect(rule?.check(broken)).toContainEqual(expect.stringContaining(says))
  })
  test('every rule can be broken', () => {
    expect(new Set(BROKEN.map(([id]) => id))).toEqual(new Set(rules.map(({ id }) => id)))
  })
})

describe('an exception', () => {
  const [c12] = rules.filter(({ id }) => id === 'C12')
  if (c12 === undefined) throw new Error('there is no C12')
  const broken: ConformanceKit = { ...kit, adapter: { ...kit.adapter, manual: 'see the wiki' } }

  test('excuses a breach, with a reason', () => {
    expect(
      audit(c12, { ...broken, except: [{ rule: 'C12', reason: 'the vendor keeps its manual to itself' }] }),
    ).toEqual([])
    expect(audit(c12, { ...broken, except: [{ rule: 'C12', reason: ' ' }] })).not.toEqual([])
    expect(audit(c12, { ...broken, except: [{ rule: 'C1', reason: 'another rule' }] })).not.toEqual([])
  })
  test('from a rule that holds is a breach itself', () => {
    expect(audit(c12, { ...kit, except: [{ rule: 'C12', reason: 'just in case' }] })).not.toEqual([])
  })
  test('from a rule that does not exist is a breach itself', () => {
    expect(unknownExceptions({ ...kit, except: [{ rule: 'C99', reason: 'a slip' }] })).not.toEqual([])
    expect(unknownExceptions({ ...kit, except: [{ rule: 'C9', reason: 'none' }] })).toEqual([])
  })
})

describe('the checks, for tests of any runner', () => {
  const failing = (broken: ConformanceKit) =>
    conformanceChecks(broken).flatMap(({ title, run }) => {
      // The rules are tested above; these take long.
      if (/^C\d/.test(title) && !/^C12\b/.test(title)) return []
      try {
        run()
        return []
      } catch (error) {
        return error instanceof ConformanceError ? [{ title, message: error.message, breaches: error.breaches }] : []
      }
    })

  test('are one for each rule, and one of the kit', () => {
    const titles = conformanceChecks({ ...kit, except: [{ rule: 'C12', reason: 'a wiki' }] }).map(({ title }) => title)
    expect(titles).toHaveLength(rules.length + 1)
    expect(titles[11]).toMatch(/^C12 SHOULD declare a manual URL .* \(excepted: a wiki\)$/)
  })
  test('throw what is broken, in words', () => {
    const [first, ...others] = failing({ ...kit, adapter: { ...kit.adapter, manual: 'see the wiki' } })
    expect(others).toEqual([])
    expect(first?.breaches).toEqual(['the manual "see the wiki" is no URL'])
    expect(first?.message).toBe(`${first?.title}\n  the manual "see the wiki" is no URL`)
  })
  test('of the kit find that there is nothing to audit', () => {
    const [first] = failing({ ...kit, goldens: [], except: [{ rule: 'C99', reason: 'a slip' }] })
    expect(first?.breaches).toEqual(['there are no goldens', 'there is no rule C99'])
    const stranger = { ...kit.simulator, vendor: 'another' }
    expect(failing({ ...kit, simulator: stranger })[0]?.breaches).toEqual(['the simulator is one of another'])
  })
})
