import { describe, test } from 'vitest'
import { conformanceChecks } from '../../src/conformance/conformance.js'
import type { ConformanceKit } from '../../src/conformance/rules/rule.js'

/** Registers one vitest test per check of the audit: a vendor's own test file is a call of this. */
export function conform(kit: ConformanceKit): void {
  describe(`${kit.adapter.vendor}: conformance`, () => {
    for (const { title, run } of conformanceChecks(kit)) test(title, { timeout: 60_000 }, run)
  })
}
