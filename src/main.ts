#!/usr/bin/env node
// Must come first: type-graphql's decorators need it.
import 'reflect-metadata'
import { runCli } from './cli/cli.js'

process.exitCode = await runCli(process.argv, {
  environment: process.env,
  now: () => Date.now(),
  print: (text) => void process.stdout.write(`${text}\n`),
  printError: (text) => void process.stderr.write(`${text}\n`),
  untilStopped: (stop) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, stop)
  },
})
