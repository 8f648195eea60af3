import type { ListName, ListTypes } from '../../../adapters/contract.js'
import type { Golden } from '../../../src/conformance/golden.js'

/** Labels of the adapter's examples. */
export const BY_LOGIN = 'user name and password'
export const BY_TOKEN = 'machine token, reseller'

/** A JSON answer. */
export const answer = (value: unknown, status = 200): NonNullable<Golden['response']> => ({
  status,
  contentType: 'application/json; charset=utf-8',
  body: JSON.stringify(value),
})

/** An error as TelecomX writes it. */
export const errorAnswer = (status: number, code: string, message: string): NonNullable<Golden['response']> =>
  answer({ error: { message, code, status } }, status)

/** A request without a body as it goes out. */
export const sent = (line: string): string => `${line}\naccept: application/json`

interface Asked<Name extends ListName> {
  readonly filter?: ListTypes[Name]['filter']
  readonly detail?: 'condensed' | 'full'
  readonly offset?: number
  readonly limit?: number
}
const askOf = <Name extends ListName>({ filter, detail = 'condensed', offset = 0, limit = 100 }: Asked<Name>) => ({
  filter: filter ?? {},
  detail,
  window: { style: 'offset', offset, limit } as const,
})

export const askSessions = (asked: Asked<'sessions'> = {}): Golden['exchange'] => ({
  list: 'sessions',
  ask: askOf(asked),
})
export const askCalls = (asked: Asked<'calls'> = {}): Golden['exchange'] => ({ list: 'calls', ask: askOf(asked) })
export const askActiveCalls = (asked: Asked<'activeCalls'> = {}): Golden['exchange'] => ({
  list: 'activeCalls',
  ask: askOf(asked),
})
export const askSipAccounts = (asked: Asked<'sipAccounts'> = {}): Golden['exchange'] => ({
  list: 'sipAccounts',
  ask: askOf(asked),
})
export const askCustomers = (asked: Asked<'customers'> = {}): Golden['exchange'] => ({
  list: 'customers',
  ask: askOf(asked),
})
