// C11: digits are text.

import { kindOfBody } from '../../../adapters/wire/json/body.js'
import type { Golden } from '../golden.js'
import { readGolden } from '../golden-reading.js'
import { listsOf } from '../operations.js'
import { type ConformanceKit, declarationOf, type Rule } from './rule.js'

const member = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null && name in value ? Reflect.get(value, name) : undefined

/** What must come through digit for digit: where a record has it, and what it is tried with. */
const TEXTS = [
  { name: 'caller', part: 'number', values: ['00012', '+0045', '0012.50', '1e5', '0x1F'] },
  { name: 'callee', part: 'number', values: ['00012', '+0045', '0012.50', '1e5', '0x1F'] },
  { name: 'price', part: 'amount', values: ['-0.10', '10.000', '0.0120', '12345678901234567890.50'] },
] as const

const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)

/** The answer with one whole value of it replaced, text or number, wherever it stands; null when it does not stand there. */
function withText(body: string, before: string, after: string): string | null {
  const isJson = kindOfBody(body) === 'JSON'
  const [opening, closing] = isJson ? ['"', '"'] : ['>', '<']
  const text = new RegExp(`${opening}${escaped(before)}${closing}`, 'g')
  if (text.test(body)) return body.replaceAll(text, `${opening}${after}${closing}`)
  const number = new RegExp(`:${escaped(before)}(?=[,}])`, 'g')
  return isJson && number.test(body) ? body.replaceAll(number, `:${after}`) : null
}

const negated = (amount: string): string => (amount.startsWith('-') ? amount.slice(1) : `-${amount}`)

/** The answer with another value in it; some vendors write a charge with a minus sign. */
const withValue = (name: string, body: string, before: string, after: string): string | null =>
  withText(body, before, after) ?? (name === 'price' ? withText(body, negated(before), negated(after)) : null)

function breachesOf(kit: ConformanceKit, golden: Golden): readonly string[] {
  const { response, exchange } = golden
  const declaration = declarationOf(kit, golden)
  if (declaration === undefined || response === undefined) return []
  const records = readGolden(declaration, golden)?.records ?? []
  return TEXTS.flatMap(({ name, part, values }) => {
    const index = records.findIndex((record) => typeof member(record[name], part) === 'string')
    const before = member(records[index]?.[name], part)
    if (typeof before !== 'string') return []
    return values.flatMap((after) => {
      const at = `golden "${golden.name}" (${'list' in exchange ? exchange.list : 'one'}) ${name}.${part}`
      const body = withValue(name, response.body, before, after)
      if (body === null) return [`${at}: ${before} is not in the answer as it was sent`]
      const read = readGolden(declaration, { ...golden, response: { ...response, body } })?.records ?? []
      const got = member(read[index]?.[name], part)
      return got === after ? [] : [`${at}: ${after} is returned as ${String(got)}`]
    })
  })
}

/** There must be an amount of money where the adapter reads a price, and a number in every list of calls. */
function missing(kit: ConformanceKit): readonly string[] {
  const all = kit.goldens.flatMap((golden) => {
    const declaration = declarationOf(kit, golden)
    const records = declaration === undefined ? [] : (readGolden(declaration, golden)?.records ?? [])
    return 'list' in golden.exchange ? [{ list: golden.exchange.list, records }] : []
  })
  const wanted = kit.adapter.examples.flatMap(({ declaration }) =>
    listsOf(declaration).flatMap(({ name, list }) =>
      TEXTS.filter((text) => (list.fields[text.name]?.from.length ?? 0) > 0).map((text) => ({ list: name, ...text })),
    ),
  )
  const lacking = wanted.filter(
    ({ list, name, part }) =>
      !all.some(
        (one) => one.list === list && one.records.some((record) => typeof member(record[name], part) === 'string'),
      ),
  )
  return [...new Set(lacking.map(({ list, name }) => `${list}: no golden has a ${name}`))]
}

const C11: Rule = {
  id: 'C11',
  level: 'MUST',
  title: 'keep digits: leading zeros and + in numbers, trailing zeros in money',
  check: (kit) => [...missing(kit), ...kit.goldens.flatMap((golden) => breachesOf(kit, golden))],
}

export const digitRules: readonly Rule[] = [C11]
