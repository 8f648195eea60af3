import type { SimulatorResponse, Site, WorldCall } from '../../simulation/contract.js'
import { json, notFound, refusal } from './answers.js'
import { testsOf } from './call-filter.js'
import { accountOf, callSidOf, recordOf } from './call-record.js'
import type { TwilioOptions } from './options.js'

// GET Calls.json and GET Calls/{Sid}.json.

const DEFAULT_PAGE_SIZE = 50
const MOST_ROWS = 1000

/** Calls of one account. */
const callsOf = (account: string, { world, nowMs, options }: Site<TwilioOptions>): readonly WorldCall[] =>
  world.calls('twilio', nowMs).filter((call) => accountOf(call, options) === account)

/** @param path of the request, after the base path. */
export function listCalls(
  path: string,
  account: string,
  query: URLSearchParams,
  site: Site<TwilioOptions>,
): SimulatorResponse {
  const { nowMs, options } = site
  const page = Number(query.get('Page') ?? '0')
  const size = Number(query.get('PageSize') ?? DEFAULT_PAGE_SIZE)
  if (!Number.isInteger(size) || size < 1) return refusal(400, 20001, 'Page size must be greater than 0')
  const token = query.get('PageToken')
  if (token === null && page !== 0) return refusal(400, 20001, 'Page number out of range')
  const tests = testsOf(query, nowMs, options)
  if (tests === null) return refusal(400, 20001, 'Invalid date')
  const all = callsOf(account, site)
  const last = token === null ? undefined : all.find((call) => tokenOf(call) === token)
  if (token !== null && last === undefined) return refusal(400, 20001, 'Invalid page token')
  const compare = ORDERS[options.order]
  const found = all
    .filter((call) => tests.every((test) => test(call)) && (last === undefined || compare(last, call) < 0))
    .sort(compare)
  const rows = found.slice(0, Math.min(size, MOST_ROWS))
  return json(
    printPage(
      { path: `${options.basePath}${path}`, query, page, size, rows, hasNext: found.length > rows.length },
      site,
    ),
  )
}

const scattered = ({ index }: WorldCall): number => Math.imul(index + 1, 0x9e3779b1) >>> 0
const ORDERS: Readonly<Record<TwilioOptions['order'], (a: WorldCall, b: WorldCall) => number>> = {
  date: (a, b) => b.startedAtMs - a.startedAtMs || b.index - a.index,
  none: (a, b) => scattered(a) - scattered(b) || a.index - b.index,
}

/** A page continues behind the call that its token names, whatever has come in since. */
const tokenOf = (call: WorldCall): string => `PA${callSidOf(call)}`

interface Page {
  readonly path: string
  readonly query: URLSearchParams
  readonly page: number
  readonly size: number
  readonly rows: readonly WorldCall[]
  readonly hasNext: boolean
}

function printPage({ path, query, page, size, rows, hasNext }: Page, site: Site<TwilioOptions>) {
  const uriOf = (number: number, token: string | null) =>
    `${path}?${unencoded(query)}PageSize=${size}&Page=${number}${token === null ? '' : `&PageToken=${token}`}`
  const last = rows.at(-1)
  return {
    first_page_uri: uriOf(0, null),
    end: page * size + Math.max(0, rows.length - 1),
    previous_page_uri: null,
    calls: rows.map((call) => recordOf(call, site)),
    page_size: size,
    page,
    start: page * size,
    uri: uriOf(page, null),
    next_page_uri: hasNext && last !== undefined ? uriOf(page + 1, tokenOf(last)) : null,
  }
}

/** The conditions, in which a plus sign is not encoded: a client that follows such an address requests another number. */
const unencoded = (query: URLSearchParams): string =>
  [...query]
    .filter(([name]) => !name.startsWith('Page'))
    .map(([name, value]) => `${name}=${value}&`)
    .join('')

/** The call of an account with this SID. */
export const findCall = (account: string, sid: string, site: Site<TwilioOptions>): WorldCall | null =>
  callsOf(account, site).find((call) => callSidOf(call) === sid) ?? null

export function showCall(path: string, account: string, sid: string, site: Site<TwilioOptions>): SimulatorResponse {
  const call = findCall(account, sid, site)
  return call === null ? notFound(path) : json(recordOf(call, site))
}
