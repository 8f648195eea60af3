import { globSync, readFileSync } from 'node:fs'
import { mergeConfig } from 'vitest/config'
import { LONG, usual } from './vitest.config.ts'

/** How many times as many cases as usual each property tries, all of them new: some minutes for all files together. */
const TIMES = process.env['TRUNKLINE_RUNS'] ?? '10'

/** The files with a property whose number of cases is `runs(…)`, or `cases(…)` of test/support/fuzz.ts. */
const WITH_PROPERTIES = globSync('test/{unit,integration,conformance}/**/*.test.ts', { cwd: usual.root }).filter(
  (file) => /\b(runs|cases)\(/.test(readFileSync(`${usual.root}/${file}`, 'utf8')),
)

const long = mergeConfig(usual, {
  test: {
    env: { TRUNKLINE_RUNS: TIMES },
    testTimeout: 600_000,
  },
})
long.test.include = [...LONG, ...WITH_PROPERTIES]
export default long
