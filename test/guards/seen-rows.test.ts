import { describe, expect, test } from 'vitest'
import { readSources } from './source-files.js'

// The row rule holds because rows that may be shown are made in one place: no other code may mark a row as seen.

const MAKER = 'src/access/rows/row-view.ts'
const CAST =
  /\b(?:as|satisfies|is)\s+(?:readonly\s+)?(?:\w+<)*(?:SeenRow|SeenList|SeenSnapshot|Seen)\b|<(?:SeenRow|SeenSnapshot)>\s*[\w(]+\s*[;,)]/
const IMPORT = /import[^;]*?from '[^']+'/gs

describe('seen rows', () => {
  test('are claimed by the module that makes them, and by no other', () => {
    const claiming = readSources(['src']).filter(({ code }) => CAST.test(code.replaceAll(IMPORT, '')))
    expect(claiming.map(({ path }) => path)).toEqual([MAKER])
  })

  test.each([
    'const row = raw as SeenRow',
    'entries as readonly Entry<SeenRow>[]',
    'snapshot as SeenSnapshot',
    'const isSeen = (row: Row): row is SeenRow => true',
  ])('%s would be found', (line) => {
    expect(CAST.test(line)).toBe(true)
  })
})
