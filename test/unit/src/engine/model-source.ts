// A vendor whose list a test can change at any moment, to test the real engine with. It has the paging
// semantics of the real ones, with the worst of their habits: ties in any order, totals that are missing, pages past
// the end that are errors, empty, or the last page again.

import type { Adapter, AnyList, Declaration, Paging, Row, RowOrder } from '../../../../adapters/contract.js'
import { toParty } from '../../../../adapters/values/party.js'
import { always, from, fromAll } from '../../../../adapters/wire/field-readers.js'
import { wholeBody } from '../../../../adapters/wire/json/body.js'
import { plainCall } from '../../../../adapters/wire/plain-call.js'
import { unbilledCall } from '../../../../adapters/wire/unbilled-call.js'
import { unshared } from '../../../../src/engine/answers/list-sharing.js'
import { createIdSeal } from '../../../../src/engine/source/id-seal.js'
import { recordMakers } from '../../../../src/engine/source/records.js'
import type { Source } from '../../../../src/engine/source/source.js'
import { SourceFailure } from '../../../../src/errors/source-failure.js'

export interface ModelRow {
  readonly id: string
  /** Start of the call in milliseconds; small numbers make ties. */
  readonly time: number
  kind: 'INBOUND' | 'OUTBOUND'
}

export interface ModelOptions {
  readonly name: string
  readonly paging: Paging
  readonly order: RowOrder
  readonly tellsTotal: boolean
  /** By how much its reported total is too large, or too small. */
  readonly totalIsOffBy?: number
  readonly maxScanRows?: number
  /** By how much calls that came in start later than the time that the list is ordered by, in milliseconds. */
  readonly inboundStartsLaterBy?: number
  /** For slices: an answer with more rows is refused as too large. */
  readonly tooLargeAbove?: number
}

export interface ModelSource {
  readonly source: Source
  readonly options: ModelOptions
  rows: ModelRow[]
  failing: boolean
  /** Changes what one answer holds, by the vendor index of its first row; the list itself stays as it is. */
  distort: ((rows: readonly ModelRow[], start: number) => readonly ModelRow[]) | null
  requests: number
  /** The most rows that one answer held. */
  largestAnswer: number
  sorted: { readonly of: readonly ModelRow[]; readonly order: RowOrder; readonly rows: readonly ModelRow[] } | null
  /** The most requests that it received at once. */
  mostAtOnce: number
  /** How many requests lay wholly behind the end of its list. */
  askedBehindEnd: number
  /** The windows of all requests. */
  readonly windows: Record<string, string>[]
}

const EPOCH_MS = Date.UTC(2026, 2, 1)
export const timestampOf = (time: number): string => new Date(EPOCH_MS + time).toISOString()
export const rankOfTime = (time: number): number => -(EPOCH_MS + time)
export const epochOf = (time: number): number => EPOCH_MS + time

/** Rows of equal time stand in no order that the gateway could know. */
const disorder = (id: string, salt: number): number => {
  let hash = salt * 2654435761
  for (const letter of id) hash = Math.imul(hash ^ letter.charCodeAt(0), 16777619)
  return hash >>> 0
}

/** Sorting takes longer than all else: rows that have not changed are sorted once. */
function inVendorOrder(model: ModelSource): readonly ModelRow[] {
  const { rows, options } = model
  const known = model.sorted
  if (known?.of === rows && known.order === options.order && known.rows.length === rows.length) return known.rows
  const sorted = sortRows(model)
  model.sorted = { of: rows, order: options.order, rows: sorted }
  return sorted
}

function sortRows(model: ModelSource): ModelRow[] {
  const ties = (a: ModelRow, b: ModelRow) => disorder(a.id, 3) - disorder(b.id, 3)
  if (model.options.order === 'none') return [...model.rows].sort((a, b) => disorder(a.id, 7) - disorder(b.id, 7))
  return [...model.rows].sort((a, b) => b.time - a.time || ties(a, b))
}

interface ModelPage {
  readonly rows: readonly ModelRow[]
  readonly total: number | null
  readonly next?: string | null
}

/** The rows behind the one that the token names, fewer than asked for; a token is good as long as its row is there. */
function continued(all: readonly ModelRow[], { token, limit }: Record<string, number | string>): ModelPage {
  const start = token === 'null' ? 0 : all.findIndex(({ id }) => id === token) + 1
  const rows = all.slice(start, start + Math.max(1, Number(limit) - 1))
  const last = rows.at(-1)
  return { rows, total: null, next: last === undefined || last === all.at(-1) ? null : last.id }
}

function answer(model: ModelSource, window: Record<string, number | string>): ModelPage {
  const all = inVendorOrder(model)
  const total = model.options.tellsTotal ? Math.max(0, all.length + (model.options.totalIsOffBy ?? 0)) : null
  const { paging } = model.options
  if (paging.style === 'offset') {
    const [offset, limit] = [Number(window['offset']), Math.min(Number(window['limit']), paging.maxLimit)]
    return { rows: all.slice(offset, offset + limit), total }
  }
  if (paging.style === 'page') {
    const size = Number(window['pageSize'])
    const page = Number(window['page']) - paging.firstPage
    const lastPage = Math.max(0, Math.ceil(all.length / size) - 1)
    if (page > lastPage && paging.pastTheEnd === 'error')
      throw new SourceFailure('REJECTED', 'no such page', { observed: { httpStatus: 400 } })
    const shown = page > lastPage && paging.pastTheEnd === 'repeat' ? lastPage : page
    return { rows: all.slice(shown * size, (shown + 1) * size), total }
  }
  if (paging.style === 'slices') return answerSlice(model, window)
  if (paging.style === 'token') return continued(all, window)
  return { rows: all, total: null }
}

/** Both ends belong to the slice, or neither, where that is not known. */
function answerSlice(model: ModelSource, window: Record<string, number | string>): ModelPage {
  const { paging, tellsTotal, tooLargeAbove = Infinity } = model.options
  const cap = paging.style === 'slices' && paging.inside.style === 'none' ? paging.inside.cap : null
  const [from, to] = [Number(window['fromMs']) - EPOCH_MS, Number(window['toMs']) - EPOCH_MS]
  const customer = String(window['customerId'] ?? '')
  const isOpen = paging.style === 'slices' && paging.ends === 'unknown'
  const isInside = (time: number) => (isOpen ? time > from && time < to : time >= from && time <= to)
  const isAsked = ({ id, time }: ModelRow) => id.startsWith(customer) && (Number.isNaN(time) || isInside(time))
  const all = inVendorOrder(model).filter(isAsked)
  const offset = Number(window['offset'])
  const rows = all.slice(offset, offset + (cap ?? Number(window['limit'])))
  const hasTokens = paging.style === 'slices' && paging.inside.style === 'token'
  const page = hasTokens ? continued(all, window) : { rows, total: tellsTotal ? all.length : null }
  if (page.rows.length > tooLargeAbove)
    throw new SourceFailure('TOO_LARGE', 'the answer is larger than maxResponseBytes')
  return page
}

function declarationOf(options: ModelOptions): Declaration {
  const { inboundStartsLaterBy: later = 0 } = options
  const list: AnyList & NonNullable<Declaration['lists']['calls']> = {
    support: 'NATIVE',
    paging: options.paging,
    order: options.order,
    pushdown: {
      number: 'none',
      caller: 'none',
      callee: 'none',
      status: 'none',
      direction: 'none',
      startedFrom: 'none',
      startedTo: 'none',
      parentCallId: 'unsupported',
      customerId: 'unsupported',
      accountId: 'unsupported',
      answered: 'none',
      endedFrom: 'none',
      endedTo: 'none',
      minBilledSeconds: 'unsupported',
      disconnectCode: 'unsupported',
      international: 'none',
    },
    request: ({ window }) => ({
      operation: 'list',
      method: 'GET',
      path: '',
      repeatable: true,
      accept: 'application/json',
      query: Object.entries(window).map(([name, value]) => [name, String(value)] as const),
    }),
    decode: wholeBody((text) => JSON.parse(text) as { rows: Row[]; total: number | null; next?: string | null }),
    owners: 'source',
    orderTime: (row) => (row['time'] === null ? null : Number(row['time']) + EPOCH_MS),
    startMayFollowOrderTime: later > 0,
    fields: {
      nativeId: from('id', String),
      startedAt: fromAll(['time', 'kind'], ({ time, kind }) =>
        timestampOf(Number(time) + (kind === 'INBOUND' ? later : 0)),
      ),
      direction: from('kind', (kind) => (kind === 'INBOUND' ? 'INBOUND' : 'OUTBOUND')),
      caller: from('id', (id) => toParty(String(id), undefined)),
      callee: always(toParty(null, undefined)),
      sipCallId: always(null),
      answeredAt: always(null),
      endedAt: always(null),
      durationSeconds: always(null),
      status: always('UNKNOWN'),
      vendorStatus: always(null),
      ...unbilledCall,
      ...plainCall,
    },
  }
  return {
    auth: { scheme: 'none' },
    lists: { calls: list },
    lookups: {},
    control: {},
    faults: [],
    readError: () => ({}),
  }
}

export type ModelAdapter = Adapter<ModelOptions>

export function modelSource(options: ModelOptions, rows: ModelRow[], now: () => number): ModelSource {
  const declaration = declarationOf(options)
  const node = {
    name: options.name,
    vendor: 'model',
    title: options.name,
    capabilities: [],
    health: { state: 'UP' as const, since: timestampOf(0), lastError: null, lastSuccessAt: null },
  }
  const firstPage = options.paging.style === 'page' ? options.paging.firstPage : 0
  let waiting = 0
  const source: Source = {
    name: options.name,
    declaration,
    withSecrets: declaration,
    records: recordMakers(declaration.lists, node, createIdSeal()),
    options: {
      timeoutMs: 1000,
      staleOnErrorMs: 0,
      control: false,
      freshnessMs: { calls: 0, sessions: 0, sipAccounts: 0, activeCalls: 0, customers: 0 },
      maxScanRows: options.maxScanRows ?? 10_000,
    },
    node,
    now,
    sharing: unshared,
    async ask(request, start, { count }) {
      model.requests++
      count?.(1)
      waiting++
      model.mostAtOnce = Math.max(model.mostAtOnce, waiting)
      await Promise.resolve()
      waiting--
      if (model.failing) throw new SourceFailure('UNREACHABLE', 'the source refused the connection')
      const window = Object.fromEntries(request.query ?? [])
      model.windows.push(window)
      const first =
        Number(window['offset'] ?? 0) +
        (Number(window['page'] ?? firstPage) - firstPage) * Number(window['pageSize'] ?? 0)
      if (first > 0 && first >= model.rows.length) model.askedBehindEnd++
      const honest = answer(model, window)
      const page = { ...honest, rows: model.distort?.(honest.rows, first) ?? honest.rows }
      model.largestAnswer = Math.max(model.largestAnswer, page.rows.length)
      const decoder = start({ contentType: 'application/json' })
      decoder.write(JSON.stringify(page))
      const decoded: { result: ReturnType<typeof decoder.end> | null } = { result: decoder.end() }
      return {
        get result() {
          if (decoded.result === null) throw new Error('an answer was read after its release')
          return decoded.result
        },
        ...{ receivedAtMs: now(), bornMs: now(), size: 0, requests: 1, stale: false },
        release: () => {
          decoded.result = null
        },
      }
    },
    checkedAtMs: () => null,
    forgetAnswers: () => {},
    close: async () => {},
  }
  const model: ModelSource = {
    source,
    options,
    rows,
    failing: false,
    distort: null,
    requests: 0,
    largestAnswer: 0,
    sorted: null,
    mostAtOnce: 0,
    askedBehindEnd: 0,
    windows: [],
  }
  return model
}
