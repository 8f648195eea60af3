// What one reader of a live list knows, by whole lists or by changes; and whether it is what the switch has.

import { isDeepStrictEqual } from 'node:util'
import { scanStructs } from '../race/floor-xml.ts'
import { fromSwitch } from '../race/records.ts'
import { type ChangingList, callsAt, secondOf } from './changing-calls.ts'

type Call = Readonly<Record<string, unknown>>
interface Update {
  readonly activeCalls?: { readonly nodes: readonly Call[] }
  readonly activeCallUpdates?: {
    readonly kind: string
    readonly more: boolean
    readonly started: readonly Call[]
    readonly changed: readonly Call[]
    readonly ended: readonly { readonly id: string }[]
  }
}

/** Data of the events of a stream. @throws on an event with errors, and when the stream ends. */
async function* updatesOf(url: string, body: string, signal: AbortSignal): AsyncGenerator<Update> {
  const headers = { 'content-type': 'application/json', accept: 'text/event-stream' }
  const response = await fetch(url, { method: 'POST', headers, body, signal })
  if (response.body === null) throw new Error(`HTTP ${response.status} without a body`)
  let text = ''
  for await (const piece of response.body.pipeThrough(new TextDecoderStream())) {
    const lines = (text + piece).split('\n')
    text = lines.pop() ?? ''
    for (const line of lines) {
      if (!line.startsWith('data:')) continue
      const { data, errors }: { data?: Update; errors?: unknown } = JSON.parse(line.slice('data:'.length))
      if (data === undefined || errors !== undefined) throw new Error(line.slice(0, 1000))
      yield data
    }
  }
  throw new Error(`HTTP ${response.status}: the stream has ended`)
}

/** Without the id of the graph, which only the gateway has, and the talk time, which is no change. */
const comparable = ({ id: _, durationSeconds: __, ...call }: Call): Call => call

const isAlive = ({ activeCallUpdates }: Update): boolean => activeCallUpdates?.kind === 'ALIVE'

/** Applies an update to the calls, which are known by id. @returns whether the list is complete now. */
function apply(calls: Map<string, Call>, { activeCalls, activeCallUpdates: changes }: Update): boolean {
  if (activeCalls !== undefined) {
    calls.clear()
    for (const call of activeCalls.nodes) calls.set(String(call['nativeId']), call)
  }
  for (const call of changes?.started ?? []) calls.set(String(call['id']), call)
  for (const call of changes?.changed ?? []) calls.set(String(call['id']), call)
  for (const { id } of changes?.ended ?? []) calls.delete(id)
  return changes?.more !== true
}

/**
 * Watches a number of whole updates, and compares the list after each with what the switch had in that second.
 * @throws when they differ.
 */
export async function checkList(
  url: string,
  body: string,
  source: string,
  list: ChangingList,
  updates: number,
): Promise<void> {
  const stop = new AbortController()
  const calls = new Map<string, Call>()
  let compared = 0
  for await (const update of updatesOf(url, body, stop.signal)) {
    if (isAlive(update) || !apply(calls, update)) continue
    compare([...calls.values()], source, list)
    if (++compared === updates) break
  }
  stop.abort()
}

const byId = (calls: readonly Call[]): readonly Call[] =>
  calls.map(comparable).toSorted((a, b) => Number(a['nativeId']) - Number(b['nativeId']))

function compare(found: readonly Call[], source: string, list: ChangingList): void {
  const calls = byId(found)
  const second = secondOf(Number(calls.at(-1)?.['nativeId']), list)
  const expected = byId(scanStructs(callsAt(second, list).join('')).map((row) => fromSwitch(row, source)))
  const at = expected.findIndex((call, index) => !isDeepStrictEqual(call, calls[index]))
  if (at < 0 && calls.length === expected.length) return
  throw new Error(
    `${calls.length} of ${expected.length} calls; ${JSON.stringify(calls[at])} is not ${JSON.stringify(expected[at])}`,
  )
}
