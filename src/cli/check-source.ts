import type { AnyList, ListName } from '../../adapters/contract.js'
import type { ErrorCode } from '../../schema/enums.js'
import { unrestrictedAccess } from '../access/rights/rights.js'
import { isOrdered, readSample } from '../engine/rows/sample.js'
import { failureOf } from '../engine/source/failures.js'
import type { Source } from '../engine/source/source.js'
import { OrderBroken } from '../plan/locate.js'
import { findClockTrouble } from './clock-check.js'

/** How many rows of each list are checked: enough to verify the order, and cheap for the vendor. */
const ROWS_CHECKED = 20

/** Whether a source answers as configured and declared, and the findings as text. */
export interface CheckResult {
  readonly ok: boolean
  readonly findings: readonly string[]
}

/** Sends a source one small query for each of its lists. */
export async function checkSource(source: Source, now: () => number): Promise<CheckResult> {
  const findings: Finding[] = []
  for (const list of LISTS) {
    const declaration: AnyList | undefined = source.declaration.lists[list]
    if (declaration === undefined || (declaration.unavailable?.({}) ?? null) !== null) continue
    if (declaration.support === 'UNSUPPORTED') continue
    const finding = await checkList(source, list, declaration, now)
    findings.push(finding)
    // Further queries would fail in the same way, and may lock the account.
    if (finding.failure !== undefined && CONCERNS_ALL.has(finding.failure)) break
  }
  const ok = findings.every((finding) => finding.ok)
  const answered = findings.some(({ failure }) => failure === undefined)
  const timed = findings.some(({ hasPlausibleTimes }) => hasPlausibleTimes)
  const summary = answered ? [`${accessOf(source)}${ok && timed ? ', times plausible' : ''}`] : []
  return { ok, findings: [...summary, ...findings.map(({ text }) => text)] }
}

const LISTS = ['sessions', 'calls', 'activeCalls', 'sipAccounts', 'customers'] as const satisfies readonly ListName[]

const accessOf = ({ declaration }: Source): string =>
  declaration.auth.scheme === 'none' ? 'reachable (no credentials are configured)' : 'reachable, authenticated'

interface Finding {
  readonly ok: boolean
  readonly text: string
  readonly hasPlausibleTimes?: boolean
  readonly failure?: ErrorCode
}

const CONCERNS_ALL: ReadonlySet<ErrorCode> = new Set(['UNREACHABLE', 'TIMEOUT', 'UNAUTHENTICATED', 'CIRCUIT_OPEN'])

async function checkList(source: Source, list: ListName, declaration: AnyList, now: () => number): Promise<Finding> {
  try {
    const entries = await readSample(source, list, declaration, ROWS_CHECKED, {
      signal: new AbortController().signal,
      access: unrestrictedAccess([source.name]),
    })
    const rows = entries.map(({ row }) => row)
    const failure = findClockTrouble(rows, declaration, now())
    if (failure !== null) return { ok: false, text: `${list}: ${failure}` }
    return {
      ok: true,
      text: `${list}: ${describe(list, rows.length, declaration)}`,
      hasPlausibleTimes: rows.length > 0,
    }
  } catch (error) {
    if (error instanceof OrderBroken)
      return {
        ok: false,
        text: `${list}: the rows are not ${declaration.order}, as declared; configure order: { ${list}: none }`,
      }
    const { code, message } = failureOf(error)
    return { ok: false, failure: code, text: `${MEANINGS[code] ?? `${list}: ${code}`}: ${message}` }
  }
}

/** Failures that concern the source as a whole, not one list. */
const MEANINGS: Partial<Record<ErrorCode, string>> = {
  UNREACHABLE: 'not reachable',
  TIMEOUT: 'no answer in time',
  UNAUTHENTICATED: 'reachable, but not authenticated',
}

function describe(list: ListName, count: number, declaration: AnyList): string {
  if (count === 0) return 'no rows at present, so their order and times could not be checked'
  const rows = count === 1 ? '1 row' : `${count} rows`
  return isOrdered(list, declaration) ? `${rows}, ${declaration.order} as declared` : rows
}
