// C16, C18: what is said about one record agrees with the lists.

import { isDeepStrictEqual } from 'node:util'
import type { DeclaredOperation } from '../operations.js'
import { listsOf, operationsOf } from '../operations.js'
import { nativeIdOf, toPlainRecord } from '../records.js'
import { openSites, type SimulatedSite } from '../sites.js'
import { readWhole } from '../whole-list.js'
import type { Rule } from './rule.js'

const LIMIT = 1000
const SAMPLES = 12

const isRow = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null

/** The fields that single records have as well. */
const fieldsOfBoth = ({ fields, condensedOnly = [] }: NonNullable<DeclaredOperation['list']>) =>
  Object.fromEntries(
    Object.entries(fields).filter(([, { from }]) => !from.some((name) => condensedOnly.includes(name))),
  )

function lookUp({ source }: SimulatedSite, lookup: DeclaredOperation): readonly string[] {
  const { list } = lookup
  if (list === undefined) return ['the list whose rows it gives is not declared']
  // Records that are fetched by id are not listed.
  if (list.support === 'UNSUPPORTED') return []
  const { rows } = readWhole(source, list, {}, LIMIT)
  const ids = new Set(rows.map((row) => nativeIdOf(list.fields, row)))
  const fields = fieldsOfBoth(list)
  const step = Math.max(1, Math.floor(rows.length / SAMPLES))
  const found = rows
    .filter((_row, place) => place % step === 0)
    .flatMap((row) => {
      const id = nativeIdOf(list.fields, row)
      const sent = source.ask(lookup.request(id), lookup.decode, lookup.outcomeOf)
      const one = isRow(sent) ? (lookup.completeRow?.(sent, id) ?? sent) : sent
      if (!isRow(one)) return [`${id} is listed, and is not found`]
      return isDeepStrictEqual(toPlainRecord(fields, one), toPlainRecord(fields, row))
        ? []
        : [`${id} is another record than the listed one`]
    })
  // An id of the right form that nothing has: a listed one, changed in its digits only.
  const nines = nativeIdOf(list.fields, rows[0] ?? {}).replaceAll(/\d/g, '9')
  // Where ids are short, a longer one.
  const stranger = ids.has(nines) ? `${nines}99` : nines
  const missing = source.ask(lookup.request(stranger), lookup.decode, lookup.outcomeOf)
  return missing === null ? found : [...found, `${stranger} is not listed, and is found`]
}

const C16: Rule = {
  id: 'C16',
  level: 'MUST',
  title: 'look up what it lists: the same record by its native id, and null for an id that nothing has',
  check: (kit) =>
    openSites(kit).flatMap((site) =>
      operationsOf(site.source.declaration)
        .filter(({ kind }) => kind === 'lookup')
        .flatMap((lookup) => lookUp(site, lookup).map((breach) => `${site.label}: ${lookup.name}, ${breach}`)),
    ),
}

function disconnect({ source }: SimulatedSite, control: DeclaredOperation): readonly string[] {
  const list = listsOf(source.declaration).find(({ name }) => name === 'activeCalls')?.list
  if (list === undefined) return []
  const row = readWhole(source, list, {}, LIMIT).rows.find((one) => list.fields['state']?.read(one) === 'CONNECTED')
  if (row === undefined) return ['no call is connected: nothing can be proven']
  const id = nativeIdOf(list.fields, row)
  const end = () => source.ask(control.request(id), control.decode, control.outcomeOf)
  const [first, second] = [end(), end()].map((outcome) => (isRow(outcome) ? outcome['outcome'] : undefined))
  const still = readWhole(source, list, {}, LIMIT).rows.find((one) => nativeIdOf(list.fields, one) === id)
  return [
    ...(first === 'REQUESTED' ? [] : [`${id} is connected, and the outcome is ${String(first)}`]),
    ...(second === 'ALREADY_ENDED' || second === 'NOT_FOUND'
      ? []
      : [`${id} is over, and the outcome is ${String(second)}`]),
    ...(still !== undefined && list.fields['state']?.read(still) === 'CONNECTED'
      ? [`${id} is over, and is listed`]
      : []),
  ]
}

const C18: Rule = {
  id: 'C18',
  level: 'MUST',
  title: 'end a call that it lists, and say so when it is over',
  check: (kit) =>
    openSites(kit).flatMap((site) =>
      operationsOf(site.source.declaration)
        .filter(({ name }) => name === 'control disconnectCall')
        .flatMap((control) => disconnect(site, control).map((breach) => `${site.label}: ${control.name}, ${breach}`)),
    ),
}

export const lookupRules: readonly Rule[] = [C16]
export const disconnectRules: readonly Rule[] = [C18]
