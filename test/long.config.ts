import { mergeConfig } from 'vitest/config'
import { usual } from './vitest.config.ts'

/** How many times as many cases as usual each property tries, all of them new: some minutes for all files together. */
const TIMES = process.env['TRUNKLINE_RUNS'] ?? '10'

const long = mergeConfig(usual, {
  test: {
    env: { TRUNKLINE_RUNS: TIMES },
    testTimeout: 600_000,
  },
})
/** Only tests whose number of cases is `runs(…)`, or `cases(…)` of test/wire. */
long.test.include = [
  'test/cost/hostile.test.ts',
  'test/engine/{paging,short-of-all}.test.ts',
  'test/execution/{compiled,generated}.test.ts',
  'test/paging/real-simulators.test.ts',
  'test/plan/cursor.test.ts',
  'test/wire/*-fuzz.test.ts',
  'test/adapters/wire/time-definitions.test.ts',
]
export default long
