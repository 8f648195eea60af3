#!/usr/bin/env node
import { setFlagsFromString } from 'node:v8'
import { NO_PRETENURING, restartWithFlags } from './cli/memory.js'

// Nothing else is loaded before: what follows is loaded once, by the process that has its flags.
restartWithFlags(process.argv[1])

// Where that could not be done, this flag still takes effect at run time; the others do not.
setFlagsFromString(NO_PRETENURING)
await import('./cli/run.js')
