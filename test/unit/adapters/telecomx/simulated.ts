// The simulator called as a function, for its own tests.

import type { World } from '../../../../adapters/simulation/contract.js'
import { createWorld } from '../../../../adapters/simulation/world.js'
import { telecomx } from '../../../../adapters/telecomx/adapter.js'
import { telecomxSimulator } from '../../../../adapters/telecomx/simulator.js'
import { isRow, toRows } from '../../../../adapters/wire/field-readers.js'
import { listsOf } from '../../../../src/conformance/operations.js'

export const NOW = Date.UTC(2026, 2, 1, 12)
export const newWorld = () => createWorld({ startMs: NOW, history: 300, vendors: ['telecomx'] })
export const world = newWorld()

interface Sent {
  readonly method?: string
  readonly body?: unknown
  readonly authorization?: string
  readonly nowMs?: number
  readonly options?: object
  readonly world?: World
}

/** The simulator's answer to a request, with a machine token unless headers are given. */
export function send(target: string, sent: Sent = {}) {
  const [path = '', query = ''] = target.split('?')
  const answer = telecomxSimulator.open(sent.options ?? {}).answer(
    {
      method: sent.method ?? 'GET',
      path,
      query: new URLSearchParams(query),
      headers: { authorization: sent.authorization ?? 'Bearer demo-token' },
      body: typeof sent.body === 'string' ? sent.body : JSON.stringify(sent.body ?? ''),
    },
    sent.world ?? world,
    sent.nowMs ?? NOW,
  )
  const body: unknown = JSON.parse(answer.body)
  return { status: answer.status, body, object: isRow(body) ? body : {} }
}

export const sessionsOf = (query: string, sent: Sent = {}) =>
  toRows(send(`/sbc/session?${query}`, sent).object.sessions)
export const sipAccountsOf = (query: string) => toRows(send(`/sip?${query}`).object.sipAccounts)

/** Names of the members that some rows have, sorted. */
export const memberNames = (rows: readonly object[]): readonly string[] =>
  [...new Set(rows.flatMap((row) => Object.keys(row)))].toSorted()

/** Names of the vendor's fields that the adapter reads for a list, sorted. */
export function fieldsRead(name: 'sessions' | 'sipAccounts'): readonly string[] {
  const lists = listsOf(telecomx.declare({ auth: { token: 'demo-token' } }))
  const fields = lists.filter((list) => list.name === name).flatMap(({ list }) => Object.values(list.fields))
  return [...new Set(fields.flatMap(({ from }) => from))].toSorted()
}
