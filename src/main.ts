#!/usr/bin/env node
import { setFlagsFromString } from 'node:v8'
import { NO_PRETENURING, restartWithFlags } from './cli/memory.js'

// Load nothing else before this: the rest is then loaded only once, after the restart with the flags.
restartWithFlags(process.argv[1])

// The rest of the program may not even load on an older Node.js.
const { refuseNode } = await import('./cli/node-version.js')
const refusal = refuseNode(process.version)
if (refusal !== null) {
  process.stderr.write(`${refusal}\n`)
  process.exit(2)
}

// When the restart is not possible, this flag still takes effect at run time; the others do not.
setFlagsFromString(NO_PRETENURING)
await import('./cli/run.js')
