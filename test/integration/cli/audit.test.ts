// The audit of actions, where the process ends before the switch has answered.

import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { stringify } from 'yaml'
import { toGlobalId } from '../../../src/engine/source/global-id.js'
import { makeDirectory } from '../../support/config-files.js'
import { startScriptedServer } from '../../support/scripted/scripted-server.js'
import { Program } from './program.js'
import { urlIn } from './terminal.js'

const CALL = 'a@192.0.2.11'

interface Line {
  readonly msg: string
  readonly actionId?: string
  readonly outcome?: string
  readonly code?: string
}

/** Starts the program, and requests a hang-up that the switch never answers. */
async function hangUp() {
  const arrived = Promise.withResolvers<void>()
  const vendor = await startScriptedServer(() => arrived.resolve())
  onTestFinished(() => vendor.close())
  const source = {
    vendor: 'telecomx',
    url: vendor.origin,
    auth: { token: 'demo-token' },
    control: true,
    timeoutMs: 600_000,
  }
  const server = { port: 0, stopGraceMs: 1, deadlineMs: 600_000 }
  const directory = makeDirectory({ 'trunkline.yaml': stringify({ server, sources: { switch: source } }) })
  const program = new Program(['--config', join(directory, 'trunkline.yaml'), '--log-level', 'error'])
  const url = urlIn(await program.printed(/Trunkline is listening on \S+/))
  const query = `mutation { disconnectCall(id: "${toGlobalId('ActiveCall', 'switch', CALL)}") {
    outcome message error { code retryable } } }`
  const answer = fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query }),
  }).then(async (response): Promise<unknown> => response.json())
  answer.catch(() => {})
  await arrived.promise
  return { program, answer }
}

const linesIn = (stdout: string): readonly Line[] =>
  stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line): Line => JSON.parse(line))

const SENDING = { msg: 'action on a switch is being sent', operation: 'disconnectCall', source: 'switch', target: CALL }

describe('an action that was sent before the process ended', () => {
  test('is in the audit also when the process was killed', async () => {
    const { program } = await hangUp()
    program.kill('SIGKILL')
    const { signal, stdout } = await program.ended()
    expect(signal).toBe('SIGKILL')
    expect(linesIn(stdout)).toEqual([expect.objectContaining({ ...SENDING, actionId: expect.any(String) })])
  })

  test('has an unknown outcome when the program stops, for the client and for the audit', async () => {
    const { program, answer } = await hangUp()
    program.kill('SIGTERM')
    expect(await answer).toEqual({
      data: {
        disconnectCall: {
          outcome: 'UNKNOWN',
          message: expect.stringContaining('look at the active calls'),
          error: { code: 'UNAVAILABLE', retryable: false },
        },
      },
    })
    const { status, stdout } = await program.ended()
    expect(status).toBe(0)
    const [sending, ended] = linesIn(stdout)
    expect(sending).toMatchObject(SENDING)
    expect(ended).toMatchObject({ msg: 'action on a switch', outcome: 'UNKNOWN', code: 'UNAVAILABLE' })
    expect(ended?.actionId).toBe(sending?.actionId)
  })
})
