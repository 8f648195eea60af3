import { SourceFailure } from '../../errors/source-failure.js'

/** Why rows are missing. Numbers are left out: they would say how many rows others have. */
const LOST = {
  'too-many': ['TOO_LARGE', 'more rows have the same time than can be read; some of them are missing'],
  moved: ['TOO_LARGE', 'the list changed faster than it could be read; some of its rows may be missing'],
  uncounted: [
    'PROTOCOL',
    'the source counts more rows than it returned, even when it was read again; these are missing',
  ],
  untimed: ['PROTOCOL', 'the source returned rows without any time; they have no place in the list, and are missing'],
  retention: ['UNSUPPORTED', 'the source does not keep rows as old as startedFrom; the oldest ones are missing'],
} as const

/** Why some rows of a list that is read in slices are missing. */
export function lostRows(why: keyof typeof LOST): SourceFailure {
  const [code, message] = LOST[why]
  return new SourceFailure(code, message)
}
