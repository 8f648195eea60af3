// C4, C5: the goldens, and that they mean something.

import { inspect, isDeepStrictEqual } from 'node:util'
import type { AnyList, Declaration } from '../../../adapters/contract.js'
import { kindOfBody } from '../../../adapters/wire/json/body.js'
import { type Golden, renderRequest } from '../golden.js'
import { readGolden } from '../golden-reading.js'
import { argumentOf, exchangeName, listsOf, operationsOf } from '../operations.js'
import { plain } from '../records.js'
import { declarationOf, type Rule } from './rule.js'

const shown = (value: unknown): string => inspect(value, { depth: 5, breakLength: Number.POSITIVE_INFINITY })

function requestBreaches(declaration: Declaration, golden: Golden): readonly string[] {
  const { exchange } = golden
  const request =
    'list' in exchange
      ? listsOf(declaration)
          .find(({ name }) => name === exchange.list)
          ?.list.request(exchange.ask)
      : operationsOf(declaration)
          .find(({ name }) => name === exchangeName(golden))
          ?.request(argumentOf(golden))
  if (request === undefined) return ['its example does not declare this operation']
  const sent = renderRequest(request)
  return sent === golden.request ? [] : [`the request is\n${sent}\nand not\n${golden.request}`]
}

/** A field that the vendor does not report may be left out of a golden; any other must be there. */
function recordBreaches(declaration: Declaration, golden: Golden, got: readonly Record<string, unknown>[]): string[] {
  const expected = golden.records ?? []
  if (got.length !== expected.length) return [`${got.length} records, and not ${expected.length}`]
  const { exchange } = golden
  const listName = 'list' in exchange ? exchange.list : 'lookup' in exchange ? `${exchange.lookup}s` : ''
  const fields: Partial<AnyList['fields']> =
    listsOf(declaration).find(({ name }) => name === listName)?.list.fields ?? {}
  return got.flatMap((record, index) => {
    const wanted = expected[index] ?? {}
    return [...new Set([...Object.keys(record), ...Object.keys(wanted)])].flatMap((name) => {
      if (!Object.hasOwn(wanted, name))
        return fields[name]?.from.length === 0
          ? []
          : [`record ${index} has ${name}, ${shown(record[name])}, and the golden has not`]
      if (isDeepStrictEqual(record[name], wanted[name])) return []
      return [`record ${index} ${name} is ${shown(record[name])}, and not ${shown(wanted[name])}`]
    })
  })
}

function responseBreaches(declaration: Declaration, golden: Golden): readonly string[] {
  if (golden.response === undefined) return []
  const got = readGolden(declaration, golden)
  if (got === null) return []
  if (golden.fault !== undefined || got.fault !== undefined)
    return got.fault === golden.fault?.code ? [] : [`the fault is ${got.fault}, and not ${golden.fault?.code}`]
  if (got.records === undefined)
    return isDeepStrictEqual(got.outcome, plain(golden.outcome))
      ? []
      : [`the outcome is ${shown(got.outcome)}, and not ${shown(golden.outcome)}`]
  if (golden.records === undefined) return ['a response without records, an outcome or a fault proves nothing']
  const total =
    golden.total === undefined || golden.total === got.total
      ? []
      : [`the total is ${got.total}, and not ${golden.total}`]
  return [...total, ...recordBreaches(declaration, golden, got.records)]
}

const C4: Rule = {
  id: 'C4',
  level: 'MUST',
  title: 'match the golden request byte for byte, and the golden response must map to the golden records',
  check: (kit) => {
    const covered = new Set(kit.goldens.map(exchangeName))
    const declared = kit.adapter.examples.flatMap(({ declaration }) => [
      ...listsOf(declaration).map(({ name }) => `list ${name}`),
      ...operationsOf(declaration).map(({ name }) => name),
    ])
    return [
      ...[...new Set(declared)].filter((name) => !covered.has(name)).map((name) => `${name}: no golden`),
      ...kit.goldens.flatMap((golden) => {
        const declaration = declarationOf(kit, golden)
        if (declaration === undefined) return [`golden "${golden.name}": there is no example ${golden.example}`]
        const breaches = [...requestBreaches(declaration, golden), ...responseBreaches(declaration, golden)]
        return breaches.map((breach) => `golden "${golden.name}": ${breach}`)
      }),
    ]
  },
}

const ANSWERED = new Set(['CONNECTED', 'IN_PROGRESS', 'COMPLETED', 'DISCONNECTING'])
/** Lists whose records are calls, which may be answered. */
const OF_CALLS: ReadonlySet<string> = new Set(['calls', 'sessions', 'activeCalls'])
const wasAnswered = ({ answeredAt, state, status }: Record<string, unknown>): boolean =>
  typeof answeredAt === 'string' || ANSWERED.has(String(state)) || ANSWERED.has(String(status))

const C5: Rule = {
  id: 'C5',
  level: 'MUST',
  title:
    'keep fixtures meaningful: at least 3 rows, answered and unanswered, one lone-row response, one empty response',
  check: (kit) => {
    const names = new Set(
      kit.adapter.examples.flatMap(({ declaration }) => listsOf(declaration).map(({ name }) => name)),
    )
    return [...names].flatMap((name) => {
      const goldens = kit.goldens.filter(
        ({ exchange, response, records }) => 'list' in exchange && exchange.list === name && response && records,
      )
      // An XML form and a JSON form of a list are read by different code.
      const formats = new Set(goldens.map(({ response }) => kindOfBody(response?.body ?? '')))
      if (formats.size === 0) return [`${name}: no golden has a response with records`]
      return [...formats].flatMap((format) => {
        const records = goldens
          .filter(({ response }) => kindOfBody(response?.body ?? '') === format)
          .map((golden) => golden.records ?? [])
        const missing = [
          records.some((rows) => rows.length >= 3) ? [] : ['a response with three rows or more'],
          records.some((rows) => rows.length === 1) ? [] : ['a response with a lone row'],
          records.some((rows) => rows.length === 0) ? [] : ['an empty response'],
          !OF_CALLS.has(name) || records.flat().some(wasAnswered) ? [] : ['a call that was answered'],
          !OF_CALLS.has(name) || !records.flat().every(wasAnswered) ? [] : ['a call that was not answered'],
        ].flat()
        return missing.map((what) => `${name} in ${format}: no golden has ${what}`)
      })
    })
  },
}

export const goldenRules: readonly Rule[] = [C4, C5]
