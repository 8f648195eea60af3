import 'reflect-metadata'
import { isatty } from 'node:tty'
import { runCli } from './cli.js'
import { adaptHeapGrowth } from './heap-growth.js'
import { memoryBytes } from './memory.js'
import { terminalPrompts } from './prompts.js'

// `reflect-metadata` must come first: type-graphql's decorators need it.

// EPIPE is not an error: a reader such as `head` closes the pipe when it has read enough.
process.stdout.on('error', (error) => {
  if (!('code' in error && error.code === 'EPIPE')) throw error
})

/** Ctrl-C under `npm start` arrives twice: from the terminal, and from npm. */
const SAME_SIGNAL_MS = 30

/** What SIGHUP does; undefined: it stops the process. */
let hangUp: (() => void) | undefined

adaptHeapGrowth()

process.exitCode = await runCli(process.argv, {
  environment: process.env,
  directory: process.cwd(),
  now: () => Date.now(),
  memoryBytes: memoryBytes(),
  prompts: process.stdin.isTTY && process.stdout.isTTY ? terminalPrompts() : undefined,
  isTerminal: isatty,
  print: (text) => void process.stdout.write(`${text}\n`),
  printError: (text) => void process.stderr.write(`${text}\n`),
  untilStopped: (stop) => {
    let stoppedAtMs: number | null = null
    for (const signal of ['SIGHUP', 'SIGINT', 'SIGTERM'] as const)
      process.on(signal, (_name: NodeJS.Signals, number: number) => {
        if (signal === 'SIGHUP' && hangUp !== undefined) hangUp()
        else if (stoppedAtMs === null) {
          stoppedAtMs = performance.now()
          stop(signal)
        } else if (performance.now() - stoppedAtMs > SAME_SIGNAL_MS) process.exit(128 + number)
      })
  },
  onHangUp: (reload) => {
    hangUp = reload
  },
  onUnhandledRejection: (report) => void process.on('unhandledRejection', report),
})
