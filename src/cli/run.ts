import 'reflect-metadata'
import { runCli } from './cli.js'
import { memoryBytes } from './memory.js'

// `reflect-metadata` must come first: type-graphql's decorators need it.

// A reader that has seen enough, such as `head`, is no fault.
process.stdout.on('error', (error) => {
  if (!('code' in error && error.code === 'EPIPE')) throw error
})

process.exitCode = await runCli(process.argv, {
  environment: process.env,
  now: () => Date.now(),
  memoryBytes: memoryBytes(),
  print: (text) => void process.stdout.write(`${text}\n`),
  printError: (text) => void process.stderr.write(`${text}\n`),
  untilStopped: (stop) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, stop)
  },
  onUnheard: (tell) => void process.on('unhandledRejection', tell),
})
