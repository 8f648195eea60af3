// The gateway over healthy simulators and over the chaos source, one source for each misbehaviour and dialect.

import { expect } from 'vitest'
import type { ErrorCode } from '../../schema/enums.js'
import { type GraphAnswer, type Stack, type StackOptions, startStack } from '../support/stack.js'
import { type ChaosSource, startChaosSource } from './chaos-source.js'
import { DIALECTS, type Dialect } from './dialects.js'
import { MARK, MAX_RESPONSE_BYTES, type Misbehaviour, misbehaviours } from './misbehaviours.js'

export const HEALTHY = ['mor-demo', 'portasip-demo'] as const

const SECRETS = ['hidden-token', 'hidden-password', 'hidden-auth-token', 'hidden-secret-key']
/** A hash of MOR's, credentials by RFC 7617 and RFC 7616. */
const CREDENTIALS = /\b[0-9a-f]{40}\b|Basic [\w+/=]+|Digest username|Bearer /

const AUTHS: Readonly<Record<Dialect, object>> = {
  telecomx: { token: 'hidden-token' },
  portasip: { username: 'demo-user', password: 'hidden-password' },
  restcomm: { accountSid: 'demo-account', authToken: 'hidden-auth-token' },
  mor: { username: 'demo-user', secretKey: 'hidden-secret-key' },
  portaone: { username: 'demo-user', password: 'hidden-password' },
  twilio: { accountSid: 'demo-account', authToken: 'hidden-auth-token' },
}

export interface ChaosStack {
  readonly stack: Stack
  readonly chaos: ChaosSource
  close(): Promise<void>
}

type Keys = Readonly<Record<string, unknown>>

/** Longer than any test: where a request must time out, the test moves the clock. */
const NEVER_MS = 600_000

/** @param keys put over the keys of every chaotic source. */
export async function startChaosStack(keys: Keys = {}, options: StackOptions = {}): Promise<ChaosStack> {
  const chaos = await startChaosSource()
  const sources = Object.keys(misbehaviours).flatMap((name) =>
    DIALECTS.map((dialect) => {
      const source = { vendor: dialect, url: `${chaos.origin}/${name}/${dialect}`, auth: AUTHS[dialect], region: 'DK' }
      const zone = dialect === 'mor' ? { timeZone: 'UTC' } : {}
      const limits = { maxResponseBytes: MAX_RESPONSE_BYTES, retries: 0, timeoutMs: NEVER_MS }
      return [`${name}-${dialect}`, { ...source, ...zone, ...limits, ...keys }] as const
    }),
  )
  const stack = await startStack({
    vendors: ['mor', 'portasip'],
    ...options,
    sources: Object.fromEntries(sources),
    server: { deadlineMs: NEVER_MS, explain: true, ...options.server },
  })
  return {
    stack,
    chaos,
    close: async () => {
      await stack.close()
      await chaos.close()
    },
  }
}

export const ACTIVE_CALLS = `query ($sources: [String!]) {
  activeCalls(first: 500, sources: $sources) {
    nodes { nativeId source { name } }
    sources { source { name } status stale fetchedAt requests error { code message retryable retryAfterSeconds } }
  }
}`

export interface Report {
  readonly source: { readonly name: string }
  readonly status: string
  readonly stale: boolean
  readonly fetchedAt: string | null
  readonly requests: number
  readonly error: {
    readonly code: ErrorCode
    readonly message: string
    readonly retryAfterSeconds: number | null
  } | null
}
export interface Connection {
  readonly nodes: readonly { readonly nativeId: string; readonly source: { readonly name: string } }[]
  readonly sources: readonly Report[]
}

const isConnection = (value: unknown): value is Connection =>
  typeof value === 'object' && value !== null && 'nodes' in value && 'sources' in value

/** The first field of an answer, which is a list. */
export function connectionOf({ body, status }: GraphAnswer): Connection {
  expect(body.errors).toBeUndefined()
  expect(status).toBe(200)
  const [connection] = Object.values(body.data ?? {})
  if (!isConnection(connection)) throw new Error('the answer holds no list')
  return connection
}

export function reportOf(connection: Connection, name: string): Report {
  const report = connection.sources.find(({ source }) => source.name === name)
  if (report === undefined) throw new Error(`there is no report of ${name}`)
  return report
}

export const rowsOf = ({ nodes }: Connection, name: string): readonly string[] =>
  nodes.filter(({ source }) => source.name === name).map(({ nativeId }) => nativeId)

/** The healthy sources have answered, with rows, and just now where that is known. */
export function expectOthers(connection: Connection, fetchedAt: string | null = null): void {
  for (const name of HEALTHY) {
    expect(reportOf(connection, name)).toMatchObject({ status: 'OK', stale: false, error: null })
    if (fetchedAt !== null) expect(reportOf(connection, name)).toMatchObject({ fetchedAt })
    expect(rowsOf(connection, name).length).toBeGreaterThan(0)
  }
}

/** Nothing of what a chaotic source sent, or was sent, may be in it. */
export function expectNoLeak(text: string): void {
  expect(text).not.toContain(MARK)
  for (const secret of SECRETS) expect(text).not.toContain(secret)
  expect(text).not.toMatch(CREDENTIALS)
}

/** Lets everything that was kept expire, so that every source receives a request. */
export function letAge({ stack }: ChaosStack, milliseconds = 60_000): void {
  stack.clock.nowMs += milliseconds
  stack.log.length = 0
}

const haveAnswered = ({ stack }: ChaosStack, names: readonly string[]): boolean =>
  names.every((name) => stack.log.some((line) => line.includes(`"${name}"`) && line.includes('"outcome":"OK"')))

/** Resolves when those sources have answered, and only those: the others have not answered yet. */
export const othersHaveAnswered = (asked: ChaosStack, names: readonly string[] = HEALTHY): Promise<void> =>
  until(() => haveAnswered(asked, names))

export interface Asked {
  readonly report: Report
  /** How many requests have reached the chaotic source, log-ins included. */
  readonly received: number
}

/**
 * Requests the calls of the healthy sources and a chaotic one, and looks for leaks in the answer and in the log.
 * @param waiting is called when the chaotic source has received a request, and the healthy ones have answered.
 */
export async function askBeside(
  running: ChaosStack,
  misbehaviour: Misbehaviour,
  dialect: Dialect,
  waiting?: () => void,
): Promise<Asked> {
  const { stack, chaos } = running
  letAge(running, 2000)
  const [name, place] = [`${misbehaviour}-${dialect}`, `${misbehaviour}/${dialect}`]
  const before = chaos.received(place)
  const logIns = chaos.logIns(place)
  const callContext = stack.query(ACTIVE_CALLS, { sources: [name, ...HEALTHY] }, { 'x-trunkline-explain': '1' })
  if (waiting !== undefined) {
    await chaos.arrived(place, before + 1)
    await othersHaveAnswered(running)
    waiting()
  }
  const answer = await callContext
  const connection = connectionOf(answer)
  expectOthers(connection, new Date(stack.clock.nowMs).toISOString())
  expectNoLeak(answer.text)
  const log = stack.log.join('')
  expect(log).toContain(name)
  expectNoLeak(log)
  return { report: reportOf(connection, name), received: chaos.received(place) - before + chaos.logIns(place) - logIns }
}

/** The bytes of the source's latest answer, as the transport has counted them. */
export function bytesRead({ stack }: ChaosStack, name: string): number {
  const events = stack.log.map((line): { source?: unknown; type?: unknown; bytes?: unknown } => JSON.parse(line))
  const bytes = events.findLast(({ source, type }) => source === name && type === 'request')?.bytes
  if (typeof bytes !== 'number') throw new Error(`no request to ${name} is in the log`)
  return bytes
}

const MANY_TURNS = 100_000

/** Waits for something that takes only turns of the event loop and the network, not the clock. */
export async function until(isSo: () => boolean): Promise<void> {
  for (let turn = 0; !isSo(); turn++) {
    if (turn === MANY_TURNS) throw new Error('it does not come about')
    await new Promise((resolve) => setImmediate(resolve))
  }
}
