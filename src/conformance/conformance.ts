// The audit of an adapter: "declare it, then prove it, then print it". It belongs to no test runner.

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

/** One check of the audit, for a test of any runner. */
export interface ConformanceCheck {
  /** For the name of the test: the rule with its level and title, and why it is excepted if it is. */
  readonly title: string
  /** @throws ConformanceError with every breach. */
  readonly run: () => void
}

/** What an adapter does against a rule. */
export class ConformanceError extends Error {
  override readonly name = 'ConformanceError'
  constructor(
    title: string,
    /** One sentence each, which names the example and the operation. */
    readonly breaches: readonly string[],
  ) {
    super(`${title}\n${breaches.map((breach) => `  ${breach}`).join('\n')}`)
  }
}

/** The checks of an adapter with its goldens and its simulator: one for each rule, and one of the kit itself. */
export function conformanceChecks(kit: ConformanceKit): readonly ConformanceCheck[] {
  const ofRules = rules.map((rule) => {
    const exception = kit.except?.find((one) => one.rule === rule.id)
    const suffix = exception === undefined ? '' : ` (excepted: ${exception.reason})`
    return toCheck(`${rule.id} ${rule.level} ${rule.title}${suffix}`, () => audit(rule, kit))
  })
  return [
    ...ofRules,
    toCheck('has something to audit, and excepts itself only from rules that exist', () => kitBreaches(kit)),
  ]
}

const toCheck = (title: string, check: () => readonly string[]): ConformanceCheck => ({
  title,
  run: () => {
    const breaches = check()
    if (breaches.length > 0) throw new ConformanceError(title, breaches)
  },
})

const kitBreaches = (kit: ConformanceKit): readonly string[] => [
  ...(kit.adapter.examples.length > 0 ? [] : ['the adapter has no examples']),
  ...(kit.goldens.length > 0 ? [] : ['there are no goldens']),
  ...(kit.simulator.vendor === kit.adapter.vendor ? [] : [`the simulator is one of ${kit.simulator.vendor}`]),
  ...unknownExceptions(kit),
]
