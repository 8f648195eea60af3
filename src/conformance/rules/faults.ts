// C9: the fault table.

import fc from 'fast-check'
import type { FaultRule } from '../../../adapters/contract.js'
import { faultFrom, type ObservedFault } from '../../../adapters/wire/faults.js'
import type { Rule } from './rule.js'

/** Texts that a pattern fits. */
function textsFor(pattern: RegExp): readonly string[] {
  // A word boundary is no text; what it rules out is sorted out afterwards.
  const source = pattern.source.replaceAll(String.raw`\b`, '')
  const texts = fc.sample(fc.stringMatching(new RegExp(source)), { seed: 1, numRuns: 200 })
  return texts.map((text) => text.trim()).filter((text) => new RegExp(pattern).test(text))
}

/** Errors that fit a rule: both ends of a range, and several texts of a pattern. */
function observationsOf({ when }: FaultRule): readonly ObservedFault[] {
  const statuses = when.httpStatus === undefined ? [200, 400, 500] : [when.httpStatus].flat()
  const code = when.code === undefined ? {} : { code: when.code }
  const { text } = when
  const texts =
    text === undefined ? [{}] : (typeof text === 'string' ? [text] : textsFor(text)).map((one) => ({ text: one }))
  return statuses.flatMap((httpStatus) => texts.map((one) => ({ httpStatus, ...code, ...one })))
}

const name = ({ when, code }: FaultRule): string => {
  const status = when.httpStatus === undefined ? '' : ` HTTP ${String(when.httpStatus)}`
  const vendorCode = when.code === undefined ? '' : ` code ${when.code}`
  return `fault${status}${vendorCode}${when.text === undefined ? '' : ` text ${String(when.text)}`} -> ${code}`
}

/** Errors that no vendor documents. */
const UNHEARD_OF: readonly ObservedFault[] = [200, 302, 418, 451, 599].map((httpStatus) => ({
  httpStatus,
  code: 'no-such-code-9d1f',
  text: 'qzx 9d1f: a text that no vendor has',
}))
const covers = ({ when }: FaultRule, httpStatus: number): boolean => {
  if (when.code !== undefined || when.text !== undefined) return false
  const [from, to = from] = [when.httpStatus ?? []].flat()
  return from !== undefined && to !== undefined && httpStatus >= from && httpStatus <= to
}

function breachesOf(rules: readonly FaultRule[]): readonly string[] {
  const unreached = rules.flatMap((rule) => {
    const { httpStatus, code, text } = rule.when
    if (httpStatus === undefined && code === undefined && text === undefined)
      return [`${name(rule)}: a rule without a condition leaves no error undeclared`]
    if (rule.meaning.trim() === '') return [`${name(rule)}: says nothing to the client`]
    const seen = observationsOf(rule)
    if (seen.length === 0) return [`${name(rule)}: no text could be made that fits the pattern`]
    const faults = seen.map((observed) => faultFrom(rules, observed))
    return faults.some((fault) => fault.code === rule.code && fault.message === rule.meaning)
      ? []
      : [`${name(rule)}: never reached, an earlier rule fits first`]
  })
  const undeclared = UNHEARD_OF.filter((observed) => !rules.some((rule) => covers(rule, observed.httpStatus)))
  return [
    ...unreached,
    ...undeclared
      .map((observed) => ({ observed, fault: faultFrom(rules, observed) }))
      .filter(({ fault }) => fault.code !== 'PROTOCOL')
      .map(
        ({ observed, fault }) => `an undeclared error with HTTP ${observed.httpStatus} is ${fault.code}, not PROTOCOL`,
      ),
  ]
}

const C9: Rule = {
  id: 'C9',
  level: 'MUST',
  title: 'map each declared fault to its kind, and an undeclared one to PROTOCOL',
  check: ({ adapter }) =>
    adapter.examples.flatMap(({ label, declaration }) =>
      breachesOf(declaration.faults).map((breach) => `${label}: ${breach}`),
    ),
}

export const faultRules: readonly Rule[] = [C9]
