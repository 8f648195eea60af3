// C6: pushing a filter down never loses a row.

import fc from 'fast-check'
import { type AnyList, type ListName, type Row, VendorFault } from '../../../adapters/contract.js'
import { type Condition, filterOf, splitFilter } from '../../plan/filter.js'
import { canCheck, compileTest } from '../../plan/match.js'
import { candidatesOf } from '../candidates.js'
import type { InProcessSource } from '../in-process.js'
import { listsOf } from '../operations.js'
import { nativeIdOf, reading, toPlainRecord } from '../records.js'
import { openSites } from '../sites.js'
import { readWhole } from '../whole-list.js'
import type { OwnConditions, Rule } from './rule.js'

const RUNS = 50
const LIMIT = 1000

interface Asked {
  readonly source: InProcessSource
  readonly name: ListName
  readonly list: AnyList
  /** The rows that the vendor returns for a filter, each requested once: the world stands still. */
  readonly rows: (filter: object) => readonly ReadRow[]
}
interface ReadRow {
  readonly id: string
  readonly read: (name: string) => unknown
}

function ask(source: InProcessSource, name: ListName, list: AnyList): Asked {
  const known = new Map<string, readonly ReadRow[]>()
  const toReadRow = (row: Row): ReadRow => ({ id: nativeIdOf(list.fields, row), read: reading(list.fields, row) })
  const rows = (filter: object) => {
    const key = JSON.stringify(filter)
    const read = known.get(key) ?? readWhole(source, list, filter, LIMIT).rows.map(toReadRow)
    known.set(key, read)
    return read
  }
  return { source, name, list, rows }
}

/** Native ids of the rows that the vendor gives for a filter and that pass the gateway's test. */
function idsOf({ source, name, list, rows }: Asked, pushed: object, checked: readonly Condition[]): readonly string[] {
  const { test } = compileTest(name, checked, source.declaration.region, list.ownChecks)
  return rows(pushed).flatMap(({ id, read }) => (test(read) ? [id] : []))
}

/** A vendor may refuse a value, such as a stranger's id: then the source reports it, and no row is lost in silence. */
const isRefusal = (error: unknown): boolean =>
  error instanceof VendorFault && (error.code === 'REJECTED' || error.code === 'UNAUTHENTICATED')

/** @throws Error that says which rows are lost, or are given although they do not match. */
function compare(asked: Asked, conditions: readonly Condition[]): void {
  const { name, list } = asked
  const filter = filterOf(conditions)
  const { pushed, residual, unsupported } = splitFilter(list, filter)
  if (unsupported.length > 0 || typeof (list.problem?.(filter) ?? null) === 'string') return
  const checkable = conditions.filter(({ path }) => canCheck(name, path) || list.ownChecks?.[path] !== undefined)
  // What only this vendor has is applied by it to both.
  const onlyVendor = filterOf(conditions.filter(({ path }) => !canCheck(name, path)))
  try {
    judge(idsOf(asked, onlyVendor, checkable), idsOf(asked, pushed, residual), idsOf(asked, pushed, checkable))
  } catch (error) {
    if (!isRefusal(error)) throw error
  }
}

/** @param wanted what the filter selects of everything; `got` what a client gets; `matching` what of that is right. */
function judge(wanted: readonly string[], got: readonly string[], matching: readonly string[]): void {
  const given = new Set(got)
  const right = new Set(matching)
  const lost = wanted.filter((id) => !given.has(id))
  const wrong = got.filter((id) => !right.has(id))
  const some = (ids: readonly string[]) => ids.slice(0, 3).join(', ')
  if (lost.length > 0) throw new Error(`${lost.length} of ${wanted.length} rows are lost: ${some(lost)}`)
  if (wrong.length > 0)
    throw new Error(`${wrong.length} rows do not match, though what is declared exact needs no check: ${some(wrong)}`)
  if (given.size < got.length) throw new Error(`${got.length - given.size} rows are given twice`)
}

function breachesOf(asked: Asked, own: OwnConditions | undefined): readonly string[] {
  const { source, list } = asked
  const whole = readWhole(source, list, {}, LIMIT)
  if (whole.rows.length < 3) return ['the simulator gives fewer than three rows: nothing can be proven']
  const candidates = candidatesOf(
    list,
    whole.rows.map((row) => toPlainRecord(list.fields, row)),
    own,
  )
  const condition = (path: string) =>
    fc.constantFrom(...(candidates.get(path) ?? [])).map((value): Condition => ({ path, value }))
  const conditions = fc
    .subarray([...candidates.keys()], { minLength: 1, maxLength: Math.min(3, candidates.size) })
    .chain((paths) => fc.tuple(...paths.map(condition)))
  const run = fc.check(
    fc.property(conditions, (some) => compare(asked, some)),
    {
      seed: 1,
      numRuns: RUNS,
      examples: [...candidates.keys()].map((path) => [[{ path, value: candidates.get(path)?.[0] }]]),
    },
  )
  if (!run.failed) return []
  const reason = run.errorInstance instanceof Error ? run.errorInstance.message : String(run.errorInstance)
  return [`filter ${JSON.stringify(filterOf(run.counterexample?.[0] ?? []))}: ${reason}`]
}

const C6: Rule = {
  id: 'C6',
  level: 'MUST',
  title: 'never lose a row: for random filters, re-checked(vendor(pushed)) = filtered(everything)',
  check: (kit) =>
    openSites(kit).flatMap(({ label, source }) =>
      listsOf(source.declaration).flatMap(({ name, list }) =>
        breachesOf(ask(source, name, list), kit.conditions).map((breach) => `${label}: ${name}, ${breach}`),
      ),
    ),
}

export const filterRules: readonly Rule[] = [C6]
