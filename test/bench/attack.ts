// Hostile queries beside ordinary clients, against a gateway process over simulators: `npm run attack`.
// Prints how long health probes and ordinary clients wait, the memory, and which queries are refused.

import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { Agent, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { HOSTILE, ORDINARY, type Posted } from './attack-queries.ts'

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '30' },
    history: { type: 'string', default: '20000' },
    clients: { type: 'string', default: '40' },
    attackers: { type: 'string', default: '4' },
    /** Sends one of the hostile queries only. */
    only: { type: 'string' },
  },
})
/** The whole run takes at most a minute. */
const SECONDS = Math.min(40, Number(values.seconds))
/** How long to wait for the last answers. */
const PATIENCE_SECONDS = 10
const PROGRAM = new URL('../../dist/src/main.js', import.meta.url).pathname
/** An ordinary client sends a query, reads the answer, and sends the next one after this time. */
const THINKING_MS = 250

const children: ChildProcess[] = []

function run(args: readonly string[], until: RegExp): Promise<{ readonly text: string; readonly pid: number }> {
  const child = spawn(process.execPath, [PROGRAM, ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
  children.push(child)
  return new Promise((resolve, reject) => {
    let text = ''
    const read = (piece: Buffer): void => {
      text += String(piece)
      if (until.test(text)) resolve({ text, pid: child.pid ?? 0 })
      // Its log is read, so that it is never blocked, but not kept.
      if (text.length > 1_000_000) text = ''
    }
    child.stdout.on('data', read)
    child.stderr.on('data', read)
    child.once('exit', (code) => reject(new Error(`${args[0]} ended with ${code}: ${text.slice(-500)}`)))
  })
}

interface Sent {
  readonly milliseconds: number
  readonly status: number
  readonly text: string
}

function send(url: string, agent: Agent, body: string | null): Promise<Sent> {
  const startedAt = performance.now()
  return new Promise((resolve) => {
    const headers =
      body === null ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }
    const done = (status: number, text: string) =>
      resolve({ milliseconds: performance.now() - startedAt, status, text })
    const sent = request(url, { method: body === null ? 'GET' : 'POST', agent, headers }, (response) => {
      const pieces: Buffer[] = []
      response.on('data', (piece: Buffer) => void pieces.push(piece))
      response.on('end', () => done(response.statusCode ?? 0, Buffer.concat(pieces).toString()))
      response.on('error', () => done(0, ''))
    })
    sent.on('error', () => done(0, ''))
    sent.end(body ?? undefined)
  })
}

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds))
const percentile = (sorted: readonly number[], share: number): number =>
  Math.round((sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN) * 10) / 10
const inOrder = (times: readonly number[]) => [...times].sort((a, b) => a - b)

/** Processor time of a process, in milliseconds: other work on the machine does not change it. */
async function processorMsOf(pid: number): Promise<number> {
  const [, rest = ''] = (await readFile(`/proc/${pid}/stat`, 'utf8')).split(') ')
  const fields = rest.split(' ')
  return (Number(fields[11]) + Number(fields[12])) * MS_PER_TICK
}
const MS_PER_TICK = 10

async function memoryOf(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8')
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024
}

class Attack {
  readonly #agents: Agent[] = []
  readonly #probes: number[] = []
  readonly #ordinary: number[] = []
  #failures = 0
  #peakMiB = 0
  readonly #outcomes = new Map<string, { sent: number; refused: number; stopped: number; slowestMs: number }>()

  readonly #gateway: string
  readonly #pid: number

  constructor(gateway: string, pid: number) {
    this.#gateway = gateway
    this.#pid = pid
  }

  async run(hostile: readonly Posted[]): Promise<void> {
    const idleMiB = await memoryOf(this.#pid)
    const idleMs = await processorMsOf(this.#pid)
    const untilMs = performance.now() + SECONDS * 1000
    const goesOn = () => performance.now() < untilMs
    // Requests that are still unanswered then are abandoned.
    setTimeout(() => this.#agents.forEach((agent) => agent.destroy()), (SECONDS + PATIENCE_SECONDS) * 1000).unref()
    await Promise.all([
      this.#probe(goesOn),
      this.#weigh(goesOn),
      ...Array.from({ length: Number(values.clients) }, (_, at) => this.#useOrdinarily(at, goesOn)),
      ...Array.from({ length: Number(values.attackers) }, (_, at) => this.#attack(at, hostile, goesOn)),
    ])
    this.#report(idleMiB, (await processorMsOf(this.#pid)) - idleMs)
  }

  #open(): Agent {
    const agent = new Agent({ keepAlive: true })
    this.#agents.push(agent)
    return agent
  }

  async #probe(goesOn: () => boolean): Promise<void> {
    const agent = this.#open()
    while (goesOn()) {
      this.#probes.push((await send(`${this.#gateway}/livez`, agent, null)).milliseconds)
      await pause(20)
    }
    agent.destroy()
  }

  async #weigh(goesOn: () => boolean): Promise<void> {
    while (goesOn()) {
      this.#peakMiB = Math.max(this.#peakMiB, await memoryOf(this.#pid))
      await pause(50)
    }
  }

  async #useOrdinarily(client: number, goesOn: () => boolean): Promise<void> {
    const agent = this.#open()
    for (let at = client; goesOn(); at++) {
      const { milliseconds, status, text } = await send(
        `${this.#gateway}/graphql`,
        agent,
        JSON.stringify(ORDINARY[at % ORDINARY.length]),
      )
      this.#ordinary.push(milliseconds)
      if (status !== 200 || !text.startsWith('{"data"')) this.#failures++
      await pause(THINKING_MS)
    }
    agent.destroy()
  }

  async #attack(attacker: number, hostile: readonly Posted[], goesOn: () => boolean): Promise<void> {
    const agent = this.#open()
    // Each begins with another query: one expensive query may take its whole deadline.
    const first = Math.floor((attacker * hostile.length) / Number(values.attackers))
    for (let at = first; goesOn(); at++) {
      const posted = hostile[at % hostile.length]
      if (posted === undefined) return
      const { name, ...question } = posted
      // Nothing is shared, and no document is known: each has a different name.
      const query = question.query.replace('{', `query Q${attacker}x${at} {`)
      const { milliseconds, status, text } = await send(
        `${this.#gateway}/graphql`,
        agent,
        JSON.stringify({ ...question, query: question.query.startsWith('{') ? query : question.query }),
      )
      const outcome = this.#outcomes.get(name) ?? { sent: 0, refused: 0, stopped: 0, slowestMs: 0 }
      outcome.sent++
      const isTooCostly = text.includes('OPERATION_TOO_COSTLY')
      if (isTooCostly && !text.includes('"data":{')) outcome.refused++
      else if (isTooCostly || status !== 200) outcome.stopped++
      outcome.slowestMs = Math.max(outcome.slowestMs, milliseconds)
      this.#outcomes.set(name, outcome)
    }
    agent.destroy()
  }

  #report(idleMiB: number, processorMs: number): void {
    const [probes, ordinary] = [inOrder(this.#probes), inOrder(this.#ordinary)]
    const print = (line: string) => process.stdout.write(`${line}\n`)
    print(
      `/livez: ${probes.length} probes, p50 ${percentile(probes, 0.5)} ms, p99 ${percentile(probes, 0.99)} ms, longest ${percentile(probes, 1)} ms`,
    )
    print(
      `ordinary: ${ordinary.length} queries, p50 ${percentile(ordinary, 0.5)} ms, p99 ${percentile(ordinary, 0.99)} ms, ${this.#failures} with an error`,
    )
    print(`processor: ${Math.round(processorMs)} ms`)
    print(`memory: ${Math.round(idleMiB)} MiB idle, at most ${Math.round(this.#peakMiB - idleMiB)} MiB above`)
    for (const [name, { sent, refused, stopped, slowestMs }] of [...this.#outcomes].sort())
      print(
        `${name.padEnd(44)} ${sent} sent, ${refused} refused, ${stopped} stopped, slowest ${Math.round(slowestMs)} ms`,
      )
  }
}

const folder = await mkdtemp(join(tmpdir(), 'trunkline-attack-'))
try {
  const simulators = await run(
    ['simulate', '--first-port', '0', '--history', values.history],
    /# A gateway configuration for these systems:\n[^]*mor-demo[^]*\n$/,
  )
  const file = join(folder, 'trunkline.yaml')
  await writeFile(file, `server: { port: 0 }\n${simulators.text}`)
  const { text, pid } = await run(['--config', file], /listening on (http:\S+)\/graphql/)
  const gateway = /listening on (http:\S+)\/graphql/.exec(text)?.[1] ?? ''
  const agent = new Agent()
  for (const question of ORDINARY) await send(`${gateway}/graphql`, agent, JSON.stringify(question))
  const hostile = HOSTILE.filter(({ name }) => values.only === undefined || name.includes(values.only))
  await new Attack(gateway, pid).run(hostile)
} finally {
  for (const child of children) child.removeAllListeners('exit').kill('SIGKILL')
  await rm(folder, { recursive: true })
}
