import type { AnyList, ListName, RowOrder } from '../../adapters/contract.js'
import type { ErrorCode } from '../../schema/enums.js'
import { unrestrictedAccess } from '../access/rights/rights.js'
import { isOrdered, readSample } from '../engine/rows/sample.js'
import { failureOf } from '../engine/source/failures.js'
import type { Source } from '../engine/source/source.js'
import type { SourceFailure } from '../errors/source-failure.js'
import { OrderBroken } from '../plan/locate.js'
import { findClockTrouble } from './clock-check.js'

/** How many rows of each list are checked: enough to verify the order, and cheap for the vendor. */
const ROWS_CHECKED = 20

/** What was found in one list of a source. */
export interface ListFinding {
  readonly list: ListName
  readonly ok: boolean
  /** For people. */
  readonly text: string
  /** How many rows were read; null: none could be read. */
  readonly rows: number | null
  /** The order that the rows have, as declared; null: there is none to check, or no row. */
  readonly order: RowOrder | null
  /** Why there was no usable answer; null: there was one. */
  readonly failure: SourceFailure | null
}

/** Whether a source answers as configured and declared. */
export interface CheckResult {
  readonly ok: boolean
  /** What holds for the source as a whole; null: it did not answer. */
  readonly summary: string | null
  readonly findings: readonly ListFinding[]
}

/** Sends a source one small query for each of its lists. */
export async function checkSource(source: Source, now: () => number): Promise<CheckResult> {
  const findings: ListFinding[] = []
  for (const list of LISTS) {
    const declaration: AnyList | undefined = source.declaration.lists[list]
    if (declaration === undefined || (declaration.unavailable?.({}) ?? null) !== null) continue
    if (declaration.support === 'UNSUPPORTED') continue
    const finding = await checkList(source, list, declaration, now)
    findings.push(finding)
    // Further queries would fail in the same way, and may lock the account.
    if (finding.failure !== null && CONCERNS_ALL.has(finding.failure.code)) break
  }
  const ok = findings.every((finding) => finding.ok)
  const answered = findings.some(({ failure }) => failure === null)
  const timed = findings.some((finding) => finding.ok && finding.rows !== 0)
  const summary = answered ? `${accessOf(source)}${ok && timed ? ', times plausible' : ''}` : null
  return { ok, summary, findings }
}

const LISTS = ['sessions', 'calls', 'activeCalls', 'sipAccounts', 'customers'] as const satisfies readonly ListName[]

const accessOf = ({ declaration }: Source): string =>
  declaration.auth.scheme === 'none' ? 'reachable (no credentials are configured)' : 'reachable, authenticated'

const CONCERNS_ALL: ReadonlySet<ErrorCode> = new Set(['UNREACHABLE', 'TIMEOUT', 'UNAUTHENTICATED', 'CIRCUIT_OPEN'])

async function checkList(
  source: Source,
  list: ListName,
  declaration: AnyList,
  now: () => number,
): Promise<ListFinding> {
  const bad = { list, ok: false, order: null, failure: null } as const
  try {
    const entries = await readSample(source, list, declaration, ROWS_CHECKED, {
      signal: new AbortController().signal,
      access: unrestrictedAccess([source.name]),
    })
    const rows = entries.map(({ row }) => row)
    const clock = findClockTrouble(rows, declaration, now())
    if (clock !== null) return { ...bad, rows: rows.length, text: `${list}: ${clock}` }
    const order = rows.length > 0 && isOrdered(list, declaration) ? (declaration.order ?? null) : null
    return { list, ok: true, rows: rows.length, order, failure: null, text: `${list}: ${describe(rows.length, order)}` }
  } catch (error) {
    if (error instanceof OrderBroken) {
      const remedy = `configure order: { ${list}: none }`
      return { ...bad, rows: null, text: `${list}: the rows are not ${declaration.order}, as declared; ${remedy}` }
    }
    const failure = failureOf(error)
    return { ...bad, rows: null, failure, text: MEANINGS[failure.code] ?? `${list}: ${failure.code}` }
  }
}

/** Failures that concern the source as a whole, not one list. */
const MEANINGS: Partial<Record<ErrorCode, string>> = {
  UNREACHABLE: 'not reachable',
  TIMEOUT: 'no answer in time',
  UNAUTHENTICATED: 'reachable, but not authenticated',
}

function describe(count: number, order: RowOrder | null): string {
  if (count === 0) return 'no rows at present, so their order and times could not be checked'
  const rows = count === 1 ? '1 row' : `${count} rows`
  return order === null ? rows : `${rows}, ${order} as declared`
}
