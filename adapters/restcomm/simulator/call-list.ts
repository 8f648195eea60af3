import type { SimulatorResponse, Site, WorldCall } from '../../simulation/contract.js'
import { testsOf } from './call-filter.js'
import { type CallRecord, isRecorded, recordOf } from './call-record.js'
import { basePathOf, type Format, type RestcommOptions } from './options.js'
import { json, membersOf, refusal, toJsonObject, toXmlElement, xml } from './print.js'
import { scattered, sidOf } from './sids.js'

// GET Calls: the list and its pages, including the vendor's mistakes in both.

/** @param path of the request, after the base path. */
export function listCalls(
  path: string,
  query: URLSearchParams,
  format: Format,
  site: Site<RestcommOptions>,
): SimulatorResponse {
  const page = toInteger(query.get('Page') ?? '0')
  const pageSize = toInteger(query.get('PageSize') ?? '50')
  // Neither product catches the Java exception for such numbers.
  if (page === null || pageSize === null || page < 0 || pageSize <= 0) return refusal(500)
  const found = findCalls(query, site)
  if (found === null || page > Math.floor(found.length / pageSize)) return refusal(400)
  const rows = found.slice(page * pageSize, (page + 1) * pageSize).map((call) => recordOf(call, site))
  const list: ListedPage = { page, pageSize, total: found.length, rows, uri: uriOf(path, site.options) }
  return format === 'json' ? printJson(list, site.options) : printXml(list, site.options)
}

const toInteger = (text: string): number | null => (/^[+-]?\d{1,9}$/.test(text) ? Number(text) : null)

function findCalls(query: URLSearchParams, site: Site<RestcommOptions>): readonly WorldCall[] | null {
  const tests = testsOf(query, site.options.timeZone)
  if (tests === null) return null
  const calls = site.world.calls('restcomm', site.nowMs).filter((call) => isRecorded(call, site))
  const found = tests.length === 0 ? calls : calls.filter((call) => tests.every((test) => test(recordOf(call, site))))
  return site.options.product === 'connect' ? found : inNoOrder(found, query.has('EndTime'))
}

/** The SBC orders its list only if EndTime is given. */
const inNoOrder = (calls: readonly WorldCall[], byStart: boolean): readonly WorldCall[] =>
  byStart
    ? calls.toSorted((a, b) => a.startedAtMs - b.startedAtMs)
    : calls
        .map((call) => ({ call, place: scattered(call) }))
        .sort((a, b) => a.place - b.place)
        .map(({ call }) => call)

interface ListedPage {
  readonly page: number
  readonly pageSize: number
  readonly total: number
  readonly rows: readonly CallRecord[]
  readonly uri: string
}

const uriOf = (path: string, options: RestcommOptions): string =>
  options.product === 'connect' ? `/2012-04-24${path}` : `${basePathOf(options)}${path}`

/** The index of the last page, which Restcomm reports as the number of pages. */
const lastPageOf = ({ total, pageSize }: ListedPage): number => Math.floor(total / pageSize)

/** Positions of the first and the last row; on the last page, the end is the position after the last row. */
function positionsOf(list: ListedPage): { readonly start: string; readonly end: string } {
  const start = list.page * list.pageSize
  const rows = list.page === lastPageOf(list) ? list.rows.length : list.pageSize - 1
  return { start: String(start), end: String(start + rows) }
}

/** The text `null` if there is no such page. The address of the next page lacks the conditions. */
function pageUrisOf(list: ListedPage) {
  const { page, pageSize, uri, rows } = list
  const at = (number: number) => `${uri}?Page=${number}&PageSize=${pageSize}`
  const last = lastPageOf(list)
  return {
    first: at(0),
    previous: page === 0 ? 'null' : at(page - 1),
    next: page === last ? 'null' : `${at(page + 1)}&AfterSid=${rows.at(-1)?.sid ?? ''}`,
    last: at(last),
  }
}

function printJson(list: ListedPage, options: RestcommOptions): SimulatorResponse {
  const uris = pageUrisOf(list)
  return json({
    page: list.page,
    num_pages: lastPageOf(list),
    page_size: list.pageSize,
    total: list.total,
    ...positionsOf(list),
    uri: list.uri,
    first_page_uri: uris.first,
    previous_page_uri: uris.previous,
    next_page_uri: uris.next,
    last_page_uri: uris.last,
    calls: list.rows.map((row) => toJsonObject(membersOf(row, options))),
  })
}

function printXml(list: ListedPage, options: RestcommOptions): SimulatorResponse {
  const uris = pageUrisOf(list)
  const { start, end } = positionsOf(list)
  return xml({
    Calls: {
      '@_page': list.page,
      '@_numpages': lastPageOf(list),
      '@_pagesize': list.pageSize,
      // Not the total, but the number of pages again.
      '@_total': lastPageOf(list),
      '@_start': start,
      '@_end': end,
      '@_uri': list.uri,
      '@_firstpageuri': uris.first,
      '@_previouspageuri': uris.previous,
      '@_nextpageuri': uris.next,
      '@_lastpageuri': uris.last,
      Call: list.rows.map((row) => toXmlElement(membersOf(row, options))),
    },
  })
}

/** GET Calls/{Sid}. */
export function findCall(sid: string, site: Site<RestcommOptions>): WorldCall | null {
  const { product } = site.options
  return site.world.calls('restcomm', site.nowMs).find(({ index }) => sidOf(product, index) === sid) ?? null
}

/** One call, as GET and the change of a call answer it. */
export function printCall(record: CallRecord, format: Format, options: RestcommOptions): SimulatorResponse {
  const members = membersOf(record, options)
  return format === 'json' ? json(toJsonObject(members)) : xml({ Call: toXmlElement(members) })
}
