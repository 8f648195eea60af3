// Rates, limits of operations and trusted documents as the configuration gives them, over the whole gateway.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { uniteRateLimits } from '../../../src/access/rights/rate-limits.js'
import type { OperationLimits, RoleSettings } from '../../../src/access/rights/settings.js'
import { createApiKey } from '../../../src/access/sign-in/api-key.js'
import { limitsForRoles } from '../../../src/cost/principal-limits.js'
import { type Stack, startStack } from '../../support/stack.js'

const KEYS = { narrow: createApiKey(), wide: createApiKey(), plain: createApiKey() }
type Name = keyof typeof KEYS

const role = { scopes: ['*:read'], sources: { '*': 'all' } }
const access = {
  auth: {
    keys: Object.fromEntries(
      Object.entries(KEYS).map(([name, { sha256 }]) => [name, { sha256: [sha256], role: name }]),
    ),
  },
  roles: {
    narrow: { ...role, limits: { records: 2 } },
    wide: { ...role, limits: { records: 5000 } },
    plain: { ...role, rate: { requests: '2/m' } },
  },
}

async function start(server: Readonly<Record<string, unknown>> = {}) {
  const stack = await startStack({ vendors: ['telecomx'], access, server })
  onTestFinished(() => stack.close())
  return stack
}
const ask = (stack: Stack, name: Name, query: string) =>
  stack.query(query, undefined, { authorization: `Bearer ${KEYS[name].key}` })
const codeOf = async (asked: ReturnType<typeof ask>) => (await asked).body.errors?.[0]?.extensions?.['code']

const THREE = '{ calls(first: 3) { nodes { id } } }'

test('the limits of a role replace those of the server, also for answers that others have been given', async () => {
  const stack = await start({ limits: { records: 10 } })
  for (let each = 0; each < 3; each++) {
    expect(await codeOf(ask(stack, 'wide', THREE))).toBeUndefined()
    expect(await codeOf(ask(stack, 'narrow', THREE))).toBe('OPERATION_TOO_COSTLY')
    expect(await codeOf(ask(stack, 'wide', '{ calls(first: 100) { nodes { id } } }'))).toBeUndefined()
  }
})

test('a rate of the configuration refuses what is beyond it, and is filled as time passes', async () => {
  const stack = await start()
  const statuses: number[] = []
  for (let each = 0; each < 3; each++) statuses.push((await ask(stack, 'plain', THREE)).status)
  expect(statuses).toEqual([200, 200, 429])
  expect((await ask(stack, 'wide', THREE)).status).toBe(200)
  stack.clock.nowMs += 30_000
  expect((await ask(stack, 'plain', THREE)).status).toBe(200)
})

test('operations that are refused for their cost are counted, too', async () => {
  const stack = await start({ limits: { records: 2 } })
  const statuses: number[] = []
  for (let each = 0; each < 3; each++) statuses.push((await ask(stack, 'plain', THREE)).status)
  expect(statuses).toEqual([400, 400, 429])
})

test('of several roles the most generous decides, where one does not say by the server', () => {
  const server = { records: 100, lists: 10, vendorRequests: 10, bytes: 1000 }
  const roleWith = (limits?: OperationLimits): RoleSettings => ({ scopes: [], mask: [], rate: {}, limits })
  expect(uniteRateLimits([roleWith()]).operations).toBeUndefined()
  const { operations = [] } = uniteRateLimits([roleWith({ records: 50 }), roleWith({ records: 70, lists: 20 })])
  expect(limitsForRoles(server, operations)).toEqual({ ...server, records: 70, lists: 20 })
  const withServer = uniteRateLimits([roleWith({ records: 50 }), roleWith()]).operations ?? []
  expect(limitsForRoles(server, withServer)).toEqual(server)
})

test('manifests are read from files, roles are exempt, and a fault stops the start', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'manifests-'))
  onTestFinished(() => rmSync(directory, { recursive: true }))
  const file = (name: string, entries: object): string => {
    writeFileSync(join(directory, name), JSON.stringify(entries))
    return join(directory, name)
  }
  const good = file('good.json', { three: THREE })
  const stack = await start({ documents: { manifests: [good], require: true, exempt: ['wide'] } })
  for (let each = 0; each < 2; each++) {
    expect(await codeOf(ask(stack, 'narrow', '{ sources { name } }'))).toBe('DOCUMENT_NOT_TRUSTED')
    expect(await codeOf(ask(stack, 'wide', '{ sources { name } }'))).toBeUndefined()
  }
  const bad = file('bad.json', { one: '{ nothing }' })
  await expect(start({ documents: { manifests: [bad] } })).rejects.toThrow(
    `server.documents:\n  ${bad}: one: Cannot query field "nothing" on type "Query".`,
  )
  await expect(start({ documents: { manifests: [good], exempt: ['wid'] } })).rejects.toThrow(
    'server.documents:\n  exempt: there is no role "wid"',
  )
  await expect(start({ documents: { manifests: [join(directory, 'none.json')] } })).rejects.toThrow(
    'none.json: cannot be read: there is no such file',
  )
})
