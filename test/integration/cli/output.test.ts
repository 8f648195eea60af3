// What the built program writes where: text for people and lines for machines do not mix.

import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { stringify } from 'yaml'
import { startSimulators } from '../../../src/simulator/demo.js'
import { makeDirectory } from '../../support/config-files.js'
import { Program } from './program.js'
import { urlIn } from './terminal.js'

const ESCAPE = '\u001b'
const ask = (url: string, query: string) =>
  fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query }),
  }).then((answer) => answer.json())

test('the logs of a configured gateway are JSON lines, alone on standard output', async () => {
  const simulators = await startSimulators({ now: Date.now, world: { history: 10 } })
  onTestFinished(() => simulators.close())
  const file = stringify({ server: { port: 0 }, sources: simulators.configuration })
  const program = new Program(['--config', join(makeDirectory({ 'trunkline.yaml': file }), 'trunkline.yaml')], {
    FORCE_COLOR: '1',
  })
  const url = urlIn(await program.printed(/Trunkline is listening on \S+/))
  await ask(url, '{ activeCalls(first: 1) { nodes { id } } }')
  await ask(url, '{ calls(first: -1) { nodes { id } } }')
  program.kill('SIGINT')
  const { status, stdout, stderr } = await program.ended()
  expect(status).toBe(0)
  expect(stderr).toBe(`Trunkline is listening on ${url}/graphql\n`)
  const lines = stdout.trimEnd().split('\n')
  const events = lines.map((line): unknown => JSON.parse(line))
  expect(events).toContainEqual(expect.objectContaining({ sources: expect.objectContaining({ 'mor-demo': 'OK' }) }))
  // Nobody but the gateway's own events has a line.
  expect(events).toEqual(events.map(() => expect.objectContaining({ type: expect.any(String) })))
  expect(events.filter((event) => JSON.stringify(event).includes('"operation-answered"'))).toHaveLength(2)
  for (const word of ['demo-password', 'demo-secret-key', 'authorization', ESCAPE]) expect(stdout).not.toContain(word)
})

test('the demo writes its text alone on standard output, without colours', async () => {
  const program = new Program(['demo', '--port', '0'], { FORCE_COLOR: '1' })
  const text = await program.printed(/[^]*Stop with Ctrl-C\.\n/)
  await ask(urlIn(text), '{ activeCalls(first: 1) { nodes { id } } }')
  await ask(urlIn(text), '{ nonsense }')
  program.kill('SIGINT')
  expect(await program.ended()).toEqual({ status: 0, signal: null, stdout: text, stderr: '' })
  expect(text).not.toContain(ESCAPE)
})

test('the logs of the demo, when they are wanted, stay out of its text', async () => {
  const program = new Program(['demo', '--port', '0', '--log-level', 'info'])
  const text = await program.printed(/[^]*Stop with Ctrl-C\.\n/)
  await ask(urlIn(text), '{ activeCalls(first: 1) { nodes { id } } }')
  program.kill('SIGINT')
  const { stdout, stderr } = await program.ended()
  expect(stdout).toBe(text)
  for (const line of stderr.trimEnd().split('\n')) expect(() => JSON.parse(line)).not.toThrow()
})

test('faults go to standard error, without colours and without a stack', async () => {
  const ended = await new Program(['--config', 'nowhere.yaml'], { FORCE_COLOR: '1' }).ended()
  expect(ended).toEqual({
    status: 2,
    signal: null,
    stdout: '',
    stderr: 'trunkline: the configuration is not valid\nnowhere.yaml:\n  cannot be read: there is no such file\n',
  })
})

test('an unhandled promise rejection is logged and does not end the process', async () => {
  const reject =
    "process.on('SIGUSR2', () => { Promise.reject(new Error('unheard')); setTimeout(() => console.log('rejected'), 10) })"
  const preload = join(makeDirectory({ 'reject.mjs': reject }), 'reject.mjs')
  const program = new Program(['demo', '--port', '0'], { NODE_OPTIONS: `--import=${preload}` })
  const url = urlIn(await program.printed(/[^]*Stop with Ctrl-C\.\n/))
  program.kill('SIGUSR2')
  await program.printed(/rejected/)
  expect(await ask(url, '{ __typename }')).toEqual({ data: { __typename: 'Query' } })
  program.kill('SIGINT')
  const { status, stderr } = await program.ended()
  expect(status).toBe(0)
  expect(JSON.parse(stderr)).toMatchObject({
    level: 50,
    msg: 'unhandled promise rejection: a bug',
    err: { message: 'unheard' },
  })
})
