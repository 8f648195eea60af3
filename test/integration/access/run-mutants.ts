// Runs the tests of rows with each mutant: every one of them must make a test fail.

import { spawnSync } from 'node:child_process'
import { MUTANTS } from './mutants.ts'

const survived = MUTANTS.filter(({ name }, number) => {
  const { status, stdout, stderr } = spawnSync('npx', ['vitest', 'run', '--config', 'test/mutants.config.ts'], {
    env: { ...process.env, TRUNKLINE_MUTANT: String(number) },
    encoding: 'utf8',
  })
  const isFound = status !== 0 && `${stdout}${stderr}`.includes('AssertionError')
  process.stdout.write(`${isFound ? 'found' : 'SURVIVED'}: ${name}\n`)
  return !isFound
})
process.exitCode = survived.length === 0 ? 0 : 1
