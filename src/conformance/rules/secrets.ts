// C20: credentials in rows.

import { isDeepStrictEqual } from 'node:util'
import type { AnyList, Declaration, ListName, Row } from '../../../adapters/contract.js'
import { GUARDED, withoutSecrets } from '../../engine/source/credentials.js'
import type { Golden } from '../golden.js'
import { rowsOf } from '../golden-reading.js'
import { argumentOf, exchangeName, listsOf, operationsOf } from '../operations.js'
import { toPlainRecord } from '../records.js'
import { askFor } from '../samples.js'
import { type ConformanceKit, declarationOf, type Rule } from './rule.js'

const isGuarded = (list: ListName, field: string): boolean => GUARDED.has(`${list}.${field}`)

/** What a list says of itself: which fields read what is secret, and which of its forms are confidential. */
function declaredBreaches(name: ListName, list: AnyList): readonly string[] {
  const { secrets = [], condensed } = list
  const read = new Set(Object.values(list.fields).flatMap(({ from }) => from))
  const fields = Object.entries(list.fields).flatMap(([field, { from }]) => {
    const isSecret = from.some((one) => secrets.includes(one))
    if (isSecret && !isGuarded(name, field)) return [`${field} reads what is secret, and is not guarded`]
    return isGuarded(name, field) && !from.every((one) => secrets.includes(one))
      ? [`${field} is guarded, and reads what is not declared secret`]
      : []
  })
  const forms = (['condensed', 'full'] as const).flatMap((detail) => {
    const holds = secrets.some((one) =>
      detail === 'condensed' && condensed !== undefined ? condensed.includes(one) : true,
    )
    const { confidential = false } = list.request({ ...askFor(list, {}), detail })
    return confidential === holds
      ? []
      : [
          `the ${detail} form holds ${holds ? '' : 'no '}declared secrets, and is ${confidential ? '' : 'not '}confidential`,
        ]
  })
  return [
    ...secrets.filter((one) => !read.has(one)).map((one) => `${one} is secret, and no field reads it`),
    ...fields,
    ...forms,
  ]
}

/** Without the secrets no row holds any, and all other fields are the same as with them. */
function goldenBreaches(declaration: Declaration, golden: Golden, name: ListName, list: AnyList): readonly string[] {
  const { secrets = [] } = list
  const others = Object.fromEntries(Object.entries(list.fields).filter(([field]) => !isGuarded(name, field)))
  const shown = (row: Row | undefined) => (row === undefined ? null : [toPlainRecord(others, row), list.orderTime(row)])
  const dropping = withoutSecrets(declaration)
  const without = rowsOf(dropping, golden)
  const rows = rowsOf(declaration, golden).flatMap((row, at) => [
    ...secrets.filter((one) => (without[at]?.[one] ?? null) !== null).map((one) => `row ${at} still has ${one}`),
    ...(isDeepStrictEqual(shown(row), shown(without[at]))
      ? []
      : [`row ${at} is read differently without what is secret`]),
  ])
  if (isConfidential(dropping, golden)) return ['what holds nothing secret any more is confidential', ...rows]
  const wanted = secrets.length > 0
  if (!('lookup' in golden.exchange) || isConfidential(declaration, golden) === wanted) return rows
  return [`a row ${wanted ? 'with' : 'without'} secrets is ${wanted ? 'not ' : ''}confidential`, ...rows]
}

/** Whether a lookup's answer is; false for anything else. */
const isConfidential = (declaration: Declaration, golden: Golden): boolean =>
  operationsOf(declaration)
    .find(({ name, kind }) => kind === 'lookup' && name === exchangeName(golden))
    ?.request(argumentOf(golden)).confidential === true

const listOf = ({ exchange }: Golden): ListName | null =>
  'list' in exchange ? exchange.list : 'lookup' in exchange ? `${exchange.lookup}s` : null

function goldensOf(kit: ConformanceKit): readonly string[] {
  return kit.goldens.flatMap((golden) => {
    const declaration = declarationOf(kit, golden)
    const name = listOf(golden)
    const list = declaration === undefined ? undefined : listsOf(declaration).find((one) => one.name === name)?.list
    if (declaration === undefined || name === null || list === undefined) return []
    return goldenBreaches(declaration, golden, name, list).map((breach) => `golden "${golden.name}": ${breach}`)
  })
}

/** That something is dropped is proven only where something was there. */
const unshown = (kit: ConformanceKit): readonly string[] =>
  kit.adapter.examples.flatMap(({ declaration }) =>
    listsOf(declaration).flatMap(({ name, list: { secrets = [] } }) =>
      secrets
        .filter(
          (one) =>
            !kit.goldens.some(
              (golden) =>
                listOf(golden) === name && rowsOf(declaration, golden).some((row) => (row[one] ?? null) !== null),
            ),
        )
        .map((one) => `${name}: no golden has a ${one}`),
    ),
  )

const C20: Rule = {
  id: 'C20',
  level: 'MUST',
  title: 'say which vendor fields hold credentials: only guarded fields read them, and what holds them is confidential',
  check: (kit) => [
    ...kit.adapter.examples.flatMap(({ label, declaration }) =>
      listsOf(declaration).flatMap(({ name, list }) =>
        declaredBreaches(name, list).map((breach) => `${label}: ${name}, ${breach}`),
      ),
    ),
    ...unshown(kit),
    ...goldensOf(kit),
  ],
}

export const secretRules: readonly Rule[] = [C20]
