import { pino } from 'pino'
import type { AnyList, ListName } from '../../adapters/contract.js'
import { adapters } from '../../adapters/index.js'
import { ConfigurationError, loadConfiguration } from '../config/load.js'
import { Rows } from '../engine/rows.js'
import { RememberedTimes } from '../engine/remembered-times.js'
import type { Source } from '../engine/source.js'
import { failureOf } from '../engine/trouble-of.js'
import { openSource } from '../gateway.js'
import { OrderBroken } from '../plan/locate.js'
import { windowsFor } from '../plan/windows.js'
import { FELL_SHORT, type Terminal } from './terminal.js'

/** How many rows of each list are looked at: enough to see an order, cheap for the vendor. */
const ROWS_LOOKED_AT = 20
/** A call cannot have started later than now; clocks may differ by a little. */
const CLOCK_TOLERANCE_MS = 120_000

/** Asks each source for one small answer of each list; one line per source, exit status 1 when one falls short. */
export async function check(flags: { readonly config?: string }, terminal: Terminal): Promise<number> {
  const file = flags.config ?? terminal.environment['TRUNKLINE_CONFIG']
  if (file === undefined) throw new ConfigurationError('no file', ['--config: required (or TRUNKLINE_CONFIG)'])
  const { sources: configured } = loadConfiguration(file, terminal.environment, adapters)
  const logger = pino({ level: 'silent' })
  const sources = configured.map((source) => openSource(source, { logger, now: terminal.now }))
  const width = Math.max(...sources.map(({ name }) => name.length))
  const verdicts = await Promise.all(sources.map((source) => checkSource(source, terminal.now)))
  sources.forEach((source, at) => {
    const verdict = verdicts[at]
    terminal.print(`${source.name.padEnd(width)}  ${verdict?.ok === true ? 'ok  ' : 'FAIL'}  ${verdict?.findings.join('; ') ?? ''}`)
  })
  await Promise.all(sources.map((source) => source.close()))
  return verdicts.every(({ ok }) => ok) ? 0 : FELL_SHORT
}

interface Verdict {
  readonly ok: boolean
  readonly findings: readonly string[]
}

async function checkSource(source: Source, now: () => number): Promise<Verdict> {
  const lists = Object.entries(source.declaration.lists) as [ListName, AnyList][]
  const verdicts: Verdict[] = []
  for (const [name, list] of lists) {
    verdicts.push(await checkList(source, name, list, now))
    // The first trouble tells enough; further requests might only lock an account.
    if (verdicts.at(-1)?.ok === false) break
  }
  const ok = verdicts.every((verdict) => verdict.ok)
  return { ok, findings: [...(ok ? ['reachable, authenticated'] : []), ...verdicts.flatMap(({ findings }) => findings)] }
}

async function checkList(source: Source, list: ListName, declaration: AnyList, now: () => number): Promise<Verdict> {
  const order = declaration.order === 'native-id' ? 'NATIVE_ID' : 'NEWEST_FIRST'
  const asked = { list, declaration, pushed: {}, order, detail: 'condensed' } as const
  const rows = new Rows(source, asked, { signal: new AbortController().signal }, new RememberedTimes())
  try {
    const inOrder = declaration.paging.style !== 'snapshot' && declaration.order !== 'none'
    const [window] = windowsFor(declaration.paging, 0, ROWS_LOOKED_AT)
    const entries = inOrder
      ? (await rows.fetch(0, ROWS_LOOKED_AT, 'first')).entries
      : window === undefined ? [] : (await rows.fetchUnordered(window)).entries
    const newest = Math.max(...entries.map(({ row }) => declaration.orderTime(row) ?? -Infinity))
    if (newest > now() + CLOCK_TOLERANCE_MS)
      return {
        ok: false,
        findings: [`${list}: a call starts ${Math.round((newest - now()) / 1000)} s from now: check the clocks and timeZone`],
      }
    return { ok: true, findings: [`${list}: ${entries.length === 0 ? 'no rows now' : inOrder ? 'in the declared order' : 'readable'}`] }
  } catch (error) {
    if (error instanceof OrderBroken)
      return { ok: false, findings: [`${list}: not in the declared order ${declaration.order}; set order.${list}: none`] }
    const trouble = failureOf(error)
    return { ok: false, findings: [`${list}: ${trouble.code}: ${trouble.message}`] }
  }
}
