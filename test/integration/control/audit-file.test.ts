// The audit file of a running gateway: each action is in it before it is sent, and without it nothing is sent.

import { appendFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { phaseAt } from '../../../adapters/simulation/contract.js'
import { verifyAudit } from '../../../src/audit/verify.js'
import { toGlobalId } from '../../../src/engine/source/global-id.js'
import { dataOf, requestsDuring } from '../../support/ask.js'
import { makeDirectory } from '../../support/config-files.js'
import { type Stack, startStack } from '../../support/stack.js'
import { auditDuring, doneOf, tryToCall, tryToEnd } from './acting.js'

const TELECOMX = 'telecomx-demo'
const PORTASIP = 'portasip-demo'
const RESTCOMM = 'restcomm-demo'

interface Line extends Readonly<Record<string, unknown>> {
  readonly event: string
  readonly hash: string
}

const linesOf = (path: string): readonly Line[] =>
  readFileSync(path, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line): Line => JSON.parse(line))

async function startAudited(): Promise<{ readonly stack: Stack; readonly path: string }> {
  const path = join(makeDirectory({}), 'audit.jsonl')
  const stack = await startStack({
    vendors: ['telecomx', 'portasip', 'restcomm'],
    simulatorOptions: { restcomm: { product: 'connect' } },
    server: { audit: { file: path } },
  })
  onTestFinished(() => stack.close())
  return { stack, path }
}

/** The id of a call in progress at portasip. */
function liveCall({ world, clock }: Stack): string {
  const call = world.calls('portasip', clock.nowMs).find((each) => phaseAt(each, clock.nowMs) === 'connected')
  return String((call?.index ?? 0) + 1)
}

test('an action has a line before it is sent and one with its outcome, with who, what and the arguments', async () => {
  const { stack, path } = await startAudited()
  const id = liveCall(stack)
  const globalId = toGlobalId('ActiveCall', PORTASIP, id)
  const document = `mutation HangUp($id: ID!) { disconnectCall(id: $id, idempotencyKey: "k1") { outcome } }`
  await stack.query(document, { id: globalId })
  const [start, sending, outcome] = linesOf(path)
  const action = {
    actionId: expect.any(String),
    who: { address: '127.0.0.1', proxy: null, user: null },
    principal: { id: 'local', method: 'local', credentialId: null, rights: expect.stringMatching(/^[\w-]{43}$/) },
    operationName: 'HangUp',
    operation: 'disconnectCall',
    source: PORTASIP,
    target: id,
    arguments: { id: globalId, idempotencyKey: 'k1' },
  }
  expect(start).toMatchObject({ event: 'start', sequence: 1, previous: null })
  expect(sending).toMatchObject({ event: 'sending', sequence: 2, previous: start?.hash, ...action })
  expect(outcome).toMatchObject({ event: 'outcome', sequence: 3, previous: sending?.hash, ...action })
  expect(outcome).toMatchObject({ outcome: 'REQUESTED', code: null, actionId: sending?.['actionId'] })
})

test('the log has the place of each line, so that it shows what is removed from the file', async () => {
  const { stack, path } = await startAudited()
  const [line] = await auditDuring(stack, () => tryToEnd(stack, 'disconnectAccount', PORTASIP, '3'))
  const last = linesOf(path).at(-1)
  expect(line).toMatchObject({ audit: { sequence: last?.['sequence'], hash: last?.hash } })
})

test('numbers are recorded as they are, but not the queries of URLs, which may hold secrets', async () => {
  const { stack, path } = await startAudited()
  const urls = {
    url: 'https://demo.example/answer?key=demo-password',
    statusCallback: 'https://user:demo-password@demo.example/over',
  }
  await tryToCall(stack, { source: RESTCOMM, from: '101', to: '+4580808080', timeoutSeconds: 30, ...urls })
  await vi.waitFor(() => expect(linesOf(path).at(-1)).toMatchObject({ outcome: 'REFUSED' }))
  expect(linesOf(path).at(-1)).toMatchObject({
    outcome: 'REFUSED',
    code: 'BAD_USER_INPUT',
    arguments: {
      source: RESTCOMM,
      from: '101',
      to: '+4580808080',
      timeoutSeconds: 30,
      url: 'https://demo.example/answer',
      statusCallback: 'https://demo.example/over',
    },
  })
  expect(readFileSync(path, 'utf8')).not.toContain('demo-password')
  expect(stack.log.filter((line) => line.includes('action on a switch')).join()).not.toContain('demo-password')
})

test('names and ids with line ends are one line each, in ASCII, in the file and in the log', async () => {
  const { stack, path } = await startAudited()
  const forged = 'x"}\r\n{"event":"outcome","outcome":"REQUESTED","sequence":9}\u2028\u009b2J\u202e@192.0.2.1'
  const before = stack.log.length
  await tryToEnd(stack, 'disconnectCall', TELECOMX, forged)
  await tryToEnd(stack, 'disconnectAccount', forged.slice(0, 60), forged)
  // The answer to a refused action does not wait for its line.
  await vi.waitFor(() => expect(linesOf(path)).toHaveLength(4))
  expect(readFileSync(path, 'latin1')).toMatch(/^[\x20-\x7e\n]+$/)
  expect(linesOf(path).map(({ event }) => event)).toEqual(['start', 'sending', 'outcome', 'outcome'])
  expect(linesOf(path).map(({ target }) => target)).toEqual([undefined, ...Array(3).fill(forged.slice(0, 100))])
  for (const line of stack.log.slice(before)) expect(line.trimEnd()).not.toContain('\n')
  expect(await verifyAudit(path)).toMatchObject({ ok: true, sent: 1, notSent: 1 })
})

test('a gateway that stops and starts again continues the file', async () => {
  const { stack, path } = await startAudited()
  await tryToEnd(stack, 'disconnectAccount', PORTASIP, '3')
  await stack.restart()
  await tryToEnd(stack, 'disconnectAccount', PORTASIP, '4')
  expect(linesOf(path).map(({ event }) => event)).toEqual([
    'start',
    'sending',
    'outcome',
    'end',
    'start',
    'sending',
    'outcome',
  ])
  expect(await verifyAudit(path)).toMatchObject({ ok: true, starts: 2, sent: 2, withoutOutcome: 0 })
})

test.for<readonly [why: string, spoil: (path: string) => void]>([
  ['another process has written to the file', (path) => appendFileSync(path, 'x\n')],
  ['the file was removed', (path) => rmSync(path)],
])('where %s, no action is sent, but queries are answered', async ([, spoil]) => {
  const { stack, path } = await startAudited()
  await dataOf(stack, '{ activeCalls(first: 1) { nodes { id } } }')
  spoil(path)
  const lines = await auditDuring(stack, async () => {
    const counts = await requestsDuring(stack, async () => {
      for (let time = 0; time < 7; time++) {
        const { data, errors } = await tryToEnd(stack, 'disconnectCall', PORTASIP, liveCall(stack))
        expect(data).toEqual({ done: null })
        expect(errors).toMatchObject([{ extensions: { code: 'AUDIT_UNAVAILABLE' } }])
      }
    })
    expect(counts).toEqual({})
  })
  expect(lines[0]).toMatchObject({ outcome: 'REFUSED', code: 'AUDIT_UNAVAILABLE' })
  stack.clock.nowMs += 60_000
  // It was not a failure of the source.
  const document = `{ sources { name health { state } } activeCalls(sources: ["${PORTASIP}"], first: 1) { sources { status } } }`
  expect(await dataOf(stack, document)).toMatchObject({
    sources: expect.arrayContaining([{ name: PORTASIP, health: { state: 'UP' } }]),
    activeCalls: { sources: [{ status: 'OK' }] },
  })
})

test('a gateway does not start over a file that was changed at its end', async () => {
  const { stack, path } = await startAudited()
  await tryToEnd(stack, 'disconnectAccount', PORTASIP, '3')
  const text = readFileSync(path, 'utf8')
  await stack.close()
  writeFileSync(path, text.replace(/REQUESTED/g, 'NOT_FOUND'))
  await expect(stack.restart()).rejects.toThrow(/server\.audit\.file: .*trunkline audit verify/)
})

test('an action that fails before it is sent has a line with its outcome only', async () => {
  const { stack, path } = await startAudited()
  expect(await doneOf(tryToEnd(stack, 'disconnectCustomer', TELECOMX, '3'))).toMatchObject({ outcome: 'FAILED' })
  expect(linesOf(path).map(({ event }) => event)).toEqual(['start', 'outcome'])
})
