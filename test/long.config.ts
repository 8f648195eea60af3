import { mergeConfig } from 'vitest/config'
import { LONG, usual } from './vitest.config.ts'

/** How many times as many cases as usual each property tries, all of them new: some minutes for all files together. */
const TIMES = process.env['TRUNKLINE_RUNS'] ?? '10'

const long = mergeConfig(usual, {
  test: {
    env: { TRUNKLINE_RUNS: TIMES },
    testTimeout: 600_000,
  },
})
/** Tests that take long in any case, and those whose number of cases is `runs(…)`, or `cases(…)` of test/support/fuzz.ts. */
long.test.include = [
  ...LONG,
  'test/integration/access/attacks-leaks.test.ts',
  'test/integration/cost/hostile.test.ts',
  'test/integration/export/values.test.ts',
  'test/integration/paging/list-walk.test.ts',
  'test/integration/paging/real-simulators.test.ts',
  'test/unit/adapters/wire/**/*-fuzz.test.ts',
  'test/unit/adapters/wire/time/time-definitions.test.ts',
  'test/unit/src/engine/page/paging.test.ts',
  'test/unit/src/engine/page/short-of-all.test.ts',
  'test/unit/src/execution/compiled.test.ts',
  'test/unit/src/execution/generated.test.ts',
  'test/unit/src/explorer/{chart,rows}.test.ts',
  'test/unit/src/live/two-instances.test.ts',
  'test/unit/src/plan/cursor.test.ts',
  'test/unit/src/wallboard/core/{event-stream,samples}.test.ts',
]
export default long
