// The engine's sources over the vendors' real simulators, without a network: the adapter's requests are handed to the
// simulator as a function, signed as the adapter declares, and what it answers is decoded as it would be off the wire.

import {
  type AnyList,
  type Declaration,
  type ListName,
  type PagingInside,
  type Row,
  type StartDecoder,
  VendorFault,
  type VendorRequest,
} from '../../../adapters/contract.js'
import { adapters } from '../../../adapters/index.js'
import type { World } from '../../../adapters/simulation/contract.js'
import { simulators } from '../../../adapters/simulators.js'
import type { ObservedFault } from '../../../adapters/wire/faults.js'
import { decodeText } from '../../../adapters/wire/json/body.js'
import { readConfiguration, type SourceConfiguration } from '../../../src/config/schema.js'
import { type InProcessSource, openInProcess } from '../../../src/conformance/in-process.js'
import { readWhole } from '../../../src/conformance/whole-list.js'
import { createSource } from '../../../src/engine/source/create-source.js'
import type { Source } from '../../../src/engine/source/source.js'
import { SourceFailure } from '../../../src/errors/source-failure.js'
import type { Resilience } from '../../../src/resilience/contract.js'
import type { Transport } from '../../../src/transport/transport.js'
import type { SiteKind } from './site-kinds.js'
import {
  answerSlice,
  inSlices,
  isSliceOperation,
  readSliceRequest,
  type SliceHabits,
  type SliceRequest,
} from './sliced-source.js'

const LIMIT = 1000

/** The environment of a source: the world and the moment. */
export interface Setting {
  readonly world: World
  readonly clock: { nowMs: number }
  /** How often the world was changed. */
  readonly changes: number
}

export class SimulatedSource {
  readonly source: Source
  /** The same system, for requests of the test itself. */
  readonly witness: InProcessSource
  /** Whether it refuses connections. */
  failing = false
  /** How many requests it has refused, and answered. */
  refusals = 0
  answers = 0
  #read = { moment: '', rows: new Map<string, readonly Row[]>() }
  /** Called before every request that it answers. */
  beforeAnswer: () => void = () => {}

  /** @param mostRows of one request, where the vendor pages; null: as many as the vendor allows. */
  constructor(
    readonly name: string,
    readonly kind: SiteKind,
    private readonly setting: Setting,
    mostRows: number | null,
  ) {
    const { world, clock } = setting
    const now = () => clock.nowMs
    const { simulator, configured } = configure(name, kind)
    const open = () => openInProcess(configured.adapter, simulator, world, now)
    this.witness = open()
    const declaration = withPaging(configured, mostRows, kind.slices)
    const { common } = configured
    this.source = createSource({
      name,
      vendor: kind.vendor,
      title: kind.label,
      declaration,
      capabilities: [],
      options: {
        timeoutMs: common.timeoutMs,
        // A source that fails is to be seen to fail.
        staleOnErrorMs: 0,
        control: false,
        freshnessMs: common.freshness,
        maxScanRows: common.maxScanRows,
      },
      transport: this.#transport(open(), now),
      resilience: NONE,
      now,
      monotonicNow: now,
    })
  }

  #transport(site: InProcessSource, now: () => number): Transport {
    return {
      send: async (request, start, { signal }) => {
        signal.throwIfAborted()
        if (this.failing) {
          this.refusals += 1
          throw new SourceFailure('UNREACHABLE', 'the source refused the connection')
        }
        this.answers += 1
        this.beforeAnswer()
        const before = site.requests()
        const seen: { fault?: ObservedFault } = {}
        const note = (fault: ObservedFault): undefined => void (seen.fault = fault)
        try {
          const result = isSliceOperation(request.operation)
            ? this.#answerSlice(site, request, start)
            : site.ask(request, start, note)
          return { result, httpStatus: 200, receivedAtMs: now(), bytes: 0, requests: site.requests() - before }
        } catch (error) {
          if (!(error instanceof VendorFault)) throw error
          throw new SourceFailure(error.code, error.message, { observed: seen.fault ?? null })
        }
      },
      close: async () => {},
    }
  }

  /** All rows under a filter. They are read once until the world changes: many slices are asked of one moment. */
  #rowsOf(site: InProcessSource, list: AnyList, { list: name, filter }: SliceRequest): readonly Row[] {
    const { clock, changes } = this.setting
    const moment = `${clock.nowMs} ${changes}`
    if (this.#read.moment !== moment) this.#read = { moment, rows: new Map() }
    const key = JSON.stringify([name, filter])
    const rows = this.#read.rows.get(key) ?? readWhole(site, list, filter, LIMIT).rows
    this.#read.rows.set(key, rows)
    return rows
  }

  #answerSlice<Result>(site: InProcessSource, { operation, body }: VendorRequest, start: StartDecoder<Result>): Result {
    const asked = readSliceRequest(operation, body?.kind === 'text' ? body.text : '')
    const list: AnyList | undefined = site.declaration.lists[asked.list]
    if (list === undefined || this.kind.slices === undefined) throw new Error('no such list')
    const answer = answerSlice(list, this.#rowsOf(site, list, asked), this.kind.slices, asked.window)
    return decodeText(start, JSON.stringify(answer), 'application/json')
  }
}

/** One attempt, and nothing around it. */
const NONE: Resilience = { breaker: () => 'closed', run: (_request, signal, attempt) => attempt(signal) }

function configure(name: string, { vendor, options, keys }: SiteKind) {
  const kit = simulators.find((candidate) => candidate.vendor === vendor)
  if (kit === undefined) throw new Error(`there is no simulator ${vendor}`)
  const simulator = kit.open(options)
  const sources = { [name]: { ...simulator.source('http://127.0.0.1:9'), ...keys } }
  const reading = readConfiguration({ sources }, adapters)
  const [configured] = reading.ok ? reading.sources : []
  if (configured === undefined) throw new Error(`${name} cannot be configured`)
  return { simulator, configured }
}

/** The declaration with the order that is configured, and with smaller requests. */
function withPaging(
  { adapter, common, settings }: SourceConfiguration,
  mostRows: number | null,
  slices: SliceHabits | undefined,
): Declaration {
  const declaration = adapter.declare(settings)
  const change = <List extends AnyList>(name: ListName, list: List | undefined): List | undefined => {
    if (list === undefined) return undefined
    const isSliced = slices !== undefined && (name === 'calls' || name === 'sessions')
    const given = isSliced ? inSlices(name, list, slices) : { ...list, order: common.order?.[name] ?? list.order }
    return { ...given, paging: smaller(given.paging, mostRows) }
  }
  const { calls, sessions, sipAccounts, activeCalls, customers } = declaration.lists
  const lists = {
    calls: change('calls', calls),
    sessions: change('sessions', sessions),
    sipAccounts: change('sipAccounts', sipAccounts),
    activeCalls: change('activeCalls', activeCalls),
    customers: change('customers', customers),
  }
  return { ...declaration, lists: present(lists) }
}

const smaller = (paging: AnyList['paging'], mostRows: number | null): AnyList['paging'] => {
  if (mostRows === null || paging.style === 'snapshot') return paging
  if (paging.style === 'slices') return { ...paging, inside: smallerInside(paging.inside, mostRows) }
  return paging.style === 'page' ? { ...paging, maxPageSize: mostRows } : { ...paging, maxLimit: mostRows }
}

function smallerInside(inside: PagingInside, mostRows: number): PagingInside {
  if (inside.style === 'none') return inside
  return inside.style === 'page' ? { ...inside, maxPageSize: mostRows } : { ...inside, maxLimit: mostRows }
}

type Lists = Declaration['lists']
type AnyOf<Name extends ListName> = { readonly [Key in Name]: Lists[Key] | undefined }
const present = ({ calls, sessions, sipAccounts, activeCalls, customers }: AnyOf<ListName>): Lists => ({
  ...(calls === undefined ? {} : { calls }),
  ...(sessions === undefined ? {} : { sessions }),
  ...(sipAccounts === undefined ? {} : { sipAccounts }),
  ...(activeCalls === undefined ? {} : { activeCalls }),
  ...(customers === undefined ? {} : { customers }),
})
