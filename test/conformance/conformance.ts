// The audit of an adapter: "declare it, then prove it, then print it". A vendor's own test file is a call of conform()
// plus what is specific to that vendor.

import { describe, expect, test } from 'vitest'
import { bulkReadingRules } from './rules/bulk-reading.js'
import { digitRules } from './rules/digits.js'
import { faultRules } from './rules/faults.js'
import { filterRules } from './rules/filters.js'
import { goldenRules } from './rules/goldens.js'
import { hostileBodyRules, hostileValueRules, pieceRules } from './rules/hostile.js'
import { disconnectRules, lookupRules } from './rules/lookups.js'
import { manualRules } from './rules/manual.js'
import { ownerRules } from './rules/owners.js'
import { orderRules, pagingRules } from './rules/paging.js'
import { repeatRules, requestRules } from './rules/requests.js'
import type { ConformanceKit, Rule } from './rules/rule.js'
import { secretRules } from './rules/secrets.js'
import { tickingRules } from './rules/ticking.js'

/** Every rule, in the order of their ids. */
export const rules: readonly Rule[] = [
  ...requestRules,
  ...goldenRules,
  ...filterRules,
  ...pagingRules,
  ...faultRules,
  ...hostileBodyRules,
  ...digitRules,
  ...manualRules,
  ...hostileValueRules,
  ...repeatRules,
  ...orderRules,
  ...lookupRules,
  ...pieceRules,
  ...disconnectRules,
  ...bulkReadingRules,
  ...secretRules,
  ...ownerRules,
  ...tickingRules,
]

/** The breaches of one rule; for an excepted rule, what is wrong with the exception. */
export function audit(rule: Rule, kit: ConformanceKit): readonly string[] {
  const breaches = rule.check(kit)
  const exception = kit.except?.find((one) => one.rule === rule.id)
  if (exception === undefined) return breaches
  if (breaches.length === 0) return [`the exception from ${rule.id} is not needed: the rule holds`]
  return exception.reason.trim() === '' ? [`the exception from ${rule.id} gives no reason`] : []
}

/** Exceptions from rules that do not exist. */
export const unknownExceptions = ({ except = [] }: ConformanceKit): readonly string[] =>
  except.filter(({ rule }) => !rules.some(({ id }) => id === rule)).map(({ rule }) => `there is no rule ${rule}`)

/** Registers one vitest test per rule of the audit for an adapter, its goldens and its simulator. */
export function conform(kit: ConformanceKit): void {
  describe(`${kit.adapter.vendor}: conformance`, () => {
    for (const rule of rules) {
      const exception = kit.except?.find((one) => one.rule === rule.id)
      const suffix = exception === undefined ? '' : ` (excepted: ${exception.reason})`
      test(`${rule.id} ${rule.level} ${rule.title}${suffix}`, { timeout: 60_000 }, () => {
        expect(audit(rule, kit)).toEqual([])
      })
    }
    test('has something to audit, and excepts itself only from rules that exist', () => {
      expect(kit.adapter.examples.length).toBeGreaterThan(0)
      expect(kit.goldens.length).toBeGreaterThan(0)
      expect(unknownExceptions(kit)).toEqual([])
    })
  })
}
