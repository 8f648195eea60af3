#!/usr/bin/env node
import 'reflect-metadata'
import { setFlagsFromString } from 'node:v8'
import { runCli } from './cli/cli.js'

// Must come first: type-graphql's decorators need it.

// What is made for one answer dies with it. V8 comes to believe otherwise of whatever a large answer is made of, and then
// makes it in the space of old objects, where it keeps all that it refers to until a whole collection: pages of a
// thousand records took half as long again.
setFlagsFromString('--no-allocation-site-pretenuring')

// A reader that has seen enough, such as `head`, is no fault.
process.stdout.on('error', (error) => {
  if (!('code' in error && error.code === 'EPIPE')) throw error
})

/** Ctrl-C under `npm start` arrives twice: from the terminal, and from npm. */
const SAME_SIGNAL_MS = 30

process.exitCode = await runCli(process.argv, {
  environment: process.env,
  now: () => Date.now(),
  print: (text) => void process.stdout.write(`${text}\n`),
  printError: (text) => void process.stderr.write(`${text}\n`),
  untilStopped: (stop) => {
    let stoppedAtMs: number | null = null
    for (const signal of ['SIGHUP', 'SIGINT', 'SIGTERM'] as const)
      process.on(signal, (_name: NodeJS.Signals, number: number) => {
        if (stoppedAtMs === null) {
          stoppedAtMs = performance.now()
          stop(signal)
        } else if (performance.now() - stoppedAtMs > SAME_SIGNAL_MS) process.exit(128 + number)
      })
  },
  onUnheard: (tell) => void process.on('unhandledRejection', tell),
})
