// A client that pages on while sources fail and come back.

import { GraphQLError } from 'graphql'
import type { ConnectionPage } from '../../../src/engine/page/connection-page.js'
import { comparePlaces, isServed, type Placed, truthOf } from './truth.js'
import { askPage, edgesOf, namesOf, type Stage, type Walking } from './walk.js'

/** One page of such a walk. */
export interface Step {
  readonly page: ConnectionPage
  /** Sources that were asked for it, and refused. */
  readonly refused: ReadonlySet<string>
  readonly nowMs: number
  /** The last record before this page, and of it, in the direction of the walk; null: there is none. */
  readonly from: Placed | null
  readonly to: Placed | null
  readonly isLast: boolean
}

const MOST_PAGES = 500

/**
 * Pages to the end; when all sources fail, the client asks for the same page again once they are back.
 * @param failing names the sources that refuse, by the number of the page.
 * @param between is called after every page but the last.
 */
export async function walkOn(
  stage: Stage,
  walking: Walking,
  failing: (at: number) => ReadonlySet<string>,
  between: (at: number) => void,
): Promise<readonly Step[]> {
  const steps: Step[] = []
  const places = new Places()
  let cursor: string | null = null
  let from: Placed | null = null
  while (steps.length < MOST_PAGES) {
    places.look(stage)
    const { page, refused }: Answered = await insist(stage, walking, cursor, failing(steps.length))
    const { ahead, cursor: next } = edgesOf(page, walking)
    const to: Placed | null = places.shown(page, namesOf(page).at(walking.forward ? -1 : 0)) ?? from
    steps.push({ page, refused, nowMs: stage.moving.clock.nowMs, from, to, isLast: !ahead })
    if (!ahead) return steps
    cursor = next ?? cursor
    from = to
    between(steps.length - 1)
  }
  throw new Error(`the list does not end: ${MOST_PAGES} pages`)
}

/** Where records stood. Lists that are shared show one for a while after it has gone, and where it stood before. */
class Places {
  readonly #at = new Map<number, Map<string, Placed>>()

  look(stage: Stage): void {
    const { nowMs } = stage.moving.clock
    const places = this.#at.get(nowMs) ?? new Map<string, Placed>()
    for (const placed of truthOf(stage.sources, stage, nowMs)) places.set(placed.name, placed)
    this.#at.set(nowMs, places)
  }

  /** The place at which a page shows a record: that of the moment when its source was read. */
  shown(page: ConnectionPage, name = ''): Placed | undefined {
    const report = page.sources.find(({ source }) => name.startsWith(`${source.name}/`))
    const readAtMs = report?.fetchedAt == null ? Number.NaN : Date.parse(report.fetchedAt)
    const latest = [...this.#at.values()].findLast((places) => places.has(name))
    return this.#at.get(readAtMs)?.get(name) ?? latest?.get(name)
  }
}

type Answered = Pick<Step, 'page' | 'refused'>

async function insist(
  stage: Stage,
  walking: Walking,
  cursor: string | null,
  failing: ReadonlySet<string>,
): Promise<Answered> {
  for (const source of stage.sources) {
    source.failing = failing.has(source.name)
    source.refusals = 0
  }
  const refused = () => new Set(stage.sources.filter(({ refusals }) => refusals > 0).map(({ name }) => name))
  try {
    return { page: await askPage(stage, walking, cursor), refused: refused() }
  } catch (error) {
    if (!(error instanceof GraphQLError) || error.extensions['code'] !== 'SOURCES_FAILED') throw error
    for (const source of stage.sources) [source.failing, source.refusals] = [false, 0]
    return { page: await askPage(stage, walking, cursor), refused: refused() }
  }
}

/** Whether a record lies where a page passed by while its source had failed. */
export function wasPassedBy(placed: Placed, steps: readonly Step[], { forward }: Walking): boolean {
  const isBehind = (place: Placed) => (forward ? comparePlaces(placed, place) > 0 : comparePlaces(placed, place) < 0)
  return steps.some(
    ({ page, from, to, isLast }) =>
      statusOf(page, placed.source) === 'FAILED' &&
      (from === null || isBehind(from)) &&
      (isLast || to === null || !isBehind(to)),
  )
}

const statusOf = (page: ConnectionPage, name: string) => page.sources.find(({ source }) => source.name === name)?.status

/** What the reports of one page have to say, as `reportsOf` gives them. */
export function expectedReports(stage: Stage, steps: readonly Step[], at: number): readonly RegExp[] {
  const [step, before] = [steps[at], steps[at - 1]]
  return stage.sources.map((source) => {
    if (!isServed(source, stage)) return /^UNSUPPORTED UNSUPPORTED$/
    const reported = before === undefined ? 'OK' : statusOf(before.page, source.name)
    if (step?.refused.has(source.name) === true)
      return hasOldRows(step, source.name) ? /^(OK|PARTIAL UN(REACH|AVAIL)ABLE)$/ : /^FAILED UNREACHABLE$/
    // SIP accounts are listed source by source: where none of this one's lie on a page, there is nothing to report.
    if (reported === 'FAILED' && stage.list !== 'sipAccounts' && stage.list !== 'customers')
      return /^PARTIAL UNAVAILABLE$/
    return reported === 'OK' ? /^OK$/ : /^(OK|PARTIAL UNAVAILABLE)$/
  })
}

const FRESH_MS = 1000
/** Rows that are still fresh are given again; when the source fails, also older ones, which are said to be stale. */
function hasOldRows({ page, nowMs }: Step, name: string): boolean {
  const report = page.sources.find(({ source }) => source.name === name)
  return report?.stale === true || (report?.fetchedAt != null && nowMs - Date.parse(report.fetchedAt) < FRESH_MS)
}

export const reportsOf = (page: ConnectionPage): readonly string[] =>
  page.sources.map(({ status, error }) => (error === null ? status : `${status} ${error.code}`))
