import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { cases, cutAt, cuts, FUZZ_TIMEOUT_MS, inCharacters } from '../../../../support/fuzz.js'
import { expectSame, type Reading, readBySaxes, readByScanner, scan } from '../xml/references.js'
import { escapeOddities } from '../xml/repaired.js'
import { damaged } from '../xml/xml-documents.js'
import { lists, oddLists } from './list-documents.js'

/** How deep a document is nested. */
function depthOf(reading: Reading): number {
  let depth = 0
  let deepest = 0
  for (const event of reading === 'refused' ? [] : reading) {
    if (event.startsWith('</')) depth--
    else if (event.startsWith('<')) deepest = Math.max(deepest, ++depth)
  }
  return deepest
}

describe('lists, whose tags are learned, compared with saxes', () => {
  test(
    'sound ones are read alike, wherever they are cut, and refused when they are nested too deep',
    () => {
      fc.assert(
        fc.property(lists, cuts, (list, positions) => {
          const expected = readBySaxes(list)
          expect(expected).not.toBe('refused')
          expect(readByScanner([list])).toEqual(expected)
          expect(readByScanner(cutAt(list, positions))).toEqual(expected)
          const depth = depthOf(expected)
          expect(readByScanner([list], { maxDepth: depth })).toEqual(expected)
          expect(readByScanner([list], { maxDepth: depth - 1 })).toBe('refused')
        }),
        cases(300),
      )
    },
    FUZZ_TIMEOUT_MS,
  )

  test(
    'those with damaged markup are refused when saxes does, and the others are repaired and read alike',
    () => {
      let refused = 0
      let repaired = 0
      fc.assert(
        fc.property(fc.oneof(damaged(lists), oddLists, damaged(oddLists)), cuts, (list, positions) => {
          const escaped = escapeOddities(list)
          const expected = readBySaxes(escaped.document)
          const whole = scan([list])
          if (whole.reading === 'refused') refused++
          else if (whole.repairs > 0) repaired++
          expectSame(whole, expected, escaped)
          expect(scan(cutAt(list, positions))).toEqual(whole)
          expect(scan(inCharacters(list))).toEqual(whole)
        }),
        cases(500),
      )
      expect(refused).toBeGreaterThan(100)
      expect(repaired).toBeGreaterThan(60)
    },
    FUZZ_TIMEOUT_MS,
  )

  test(
    'one that is cut off anywhere is refused',
    () => {
      fc.assert(
        fc.property(lists, fc.nat({ max: 2 ** 30 }), (list, at) => {
          // Its last character is the line end behind the root element.
          const cut = list.slice(0, at % (list.length - 1))
          expect(readByScanner([cut])).toBe('refused')
          expect(readByScanner(inCharacters(cut))).toBe('refused')
        }),
        cases(300),
      )
    },
    FUZZ_TIMEOUT_MS,
  )
})

describe('tags that were learned elsewhere', () => {
  test.each([
    ['close another element', '<r><a x="1">1</a><b>2</b><c x="1">3</a><b>4</b></r>', 64],
    ['nest deeper here', '<r><a x="1">1</a><b><c>2</c></b><d><a x="1">3</a><b><c>4</c></b></d></r>', 3],
    ['end the root element, with one behind it', '<a><a x="1">1</a>2<c/>3<!-- -->4</a><c/>', 64],
  ])('are refused where they %s', (_, document, maxDepth) => {
    expect(readByScanner([document], { maxDepth })).toBe('refused')
  })
})
