import type { SlicePaging } from '../../../../adapters/contract.js'

const DAY_MS = 86_400_000

/** The paging of a list in slices, with pages of a thousand rows inside a slice. */
export const slicePaging = (given: Partial<SlicePaging> = {}): SlicePaging => ({
  style: 'slices',
  granularityMs: 1000,
  ends: 'inclusive',
  maxSpanMs: 31 * DAY_MS,
  oldestMs: 180 * DAY_MS,
  comparedTime: 'start',
  slackMs: 0,
  firstSpanMs: 3_600_000,
  inside: { style: 'offset', maxLimit: 1000 },
  ...given,
})
