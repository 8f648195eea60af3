#!/usr/bin/env node
import { setFlagsFromString } from 'node:v8'
import { NO_PRETENURING, restartWithFlags } from './cli/memory.js'

// Load nothing else before this: the rest is then loaded only once, after the restart with the flags.
restartWithFlags(process.argv[1])

// When the restart is not possible, this flag still takes effect at run time; the others do not.
setFlagsFromString(NO_PRETENURING)
await import('./cli/run.js')
