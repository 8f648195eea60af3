// A gateway over a simulated system, at which clients sign in, and helpers to send requests, also as bytes.

import { onTestFinished } from 'vitest'
import { createApiKey } from '../../../src/access/sign-in/api-key.js'
import { type Stack, type StackOptions, startStack } from '../../support/stack.js'
import { formatRequest, sendRaw } from '../server/raw-client.js'

export const key = createApiKey()
/** Of another client with the same rights. */
export const otherKey = createApiKey()
export const expiredKey = createApiKey()
export const tenantKey = createApiKey()
export const scraperKey = createApiKey()

const ALL = { '*': 'all' }

/** Keys, roles and a tenant; `auth` adds other ways to sign in. */
export const accessKeys = (auth: Readonly<Record<string, unknown>> = {}) => ({
  auth: {
    keys: {
      wallboard: { sha256: [key.sha256], role: 'noc' },
      desk: { sha256: [otherKey.sha256], role: 'noc' },
      old: { sha256: [expiredKey.sha256], role: 'noc', expires: '2026-03-02' },
      portal: { sha256: [tenantKey.sha256], role: 'tenant', tenant: 'acme' },
      prometheus: { sha256: [scraperKey.sha256], role: 'scraper' },
    },
    ...auth,
  },
  roles: {
    noc: { scopes: ['*:read'], sources: ALL },
    tenant: { scopes: ['active:read'] },
    scraper: { scopes: ['metrics:read'] },
  },
  tenants: { acme: { 'mor-demo': { customers: ['2'] } } },
})

/** Closed when the test ends. */
export async function openSignedInStack(
  auth: Readonly<Record<string, unknown>> = {},
  options: StackOptions = {},
): Promise<Stack> {
  const stack = await startStack({ vendors: ['mor'], access: accessKeys(auth), ...options })
  onTestFinished(() => stack.close())
  return stack
}

export const bearer = (token: string): readonly string[] => [`Authorization: Bearer ${token}`]

let operations = 0
/** A body that nobody has sent before; its answer is cached while the clock stands still. */
export const newBody = (): string =>
  JSON.stringify({ query: `{ activeCalls(first: 1) { nodes { source { name } } } n${++operations}: __typename }` })

/** The answer in short: the status, and the code of the error or `answered`. */
export interface Reply {
  readonly brief: string
  readonly text: string
}

/** Posts a body as bytes, over a new connection, with these header lines. */
export async function post(url: string, body: string, headers: readonly string[]): Promise<Reply> {
  const lines = ['Host: 127.0.0.1', 'Connection: close', ...headers]
  return toReply(await sendRaw(url, formatRequest('POST /graphql HTTP/1.1', lines, body), { ends: false }))
}

/** Sends a request without a body. */
export async function send(url: string, line: string, headers: readonly string[] = []): Promise<Reply> {
  const lines = ['Host: 127.0.0.1', 'Connection: close', ...headers]
  return toReply(await sendRaw(url, formatRequest(`${line} HTTP/1.1`, lines), { ends: false }))
}

export function toReply(text: string): Reply {
  const [, status = 'closed'] = /^HTTP\/1\.1 (\d{3})/.exec(text) ?? []
  const [, code] = /"code":"(\w+)"/.exec(text) ?? []
  return {
    brief: code === undefined ? `${status}${text.includes('"data":{') ? ' answered' : ''}` : `${status} ${code}`,
    text,
  }
}

/**
 * Sends an attack twice: first with an operation that nobody has sent before, then, with the same operation, after a
 * client with a key has had it answered three times, so that it is compiled and its answer is cached.
 */
export async function attackTwice(
  stack: Stack,
  attack: (body: string) => Promise<Reply>,
): Promise<readonly [Reply, Reply]> {
  const body = newBody()
  const first = await attack(body)
  for (let time = 0; time < 3; time++) {
    const { brief } = await post(stack.url, body, bearer(key.key))
    if (brief !== '200 answered') throw new Error(`the client with a key was not answered: ${brief}`)
  }
  return [first, await attack(body)]
}
