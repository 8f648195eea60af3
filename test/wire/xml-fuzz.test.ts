import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { cases, cutAt, cuts, FUZZ_TIMEOUT_MS, inCharacters } from './fuzz.js'
import { readByScanner, readBySaxes, type Reading } from './references.js'
import { damagedDocuments, documents } from './xml-documents.js'

/** What saxes lets pass and we do not, on purpose; also half a surrogate pair, which it joins with what comes next. */
const STRICTER = [
  // There is no reason for one in data, and much harm has come from them.
  /<!DOCTYPE/,
  // XML 1.1 allows other characters.
  /^\u{FEFF}?<\?xml\s+version\s*=\s*["'](?!1\.0["'])/u,
  // No white space behind the target of a processing instruction: malformed, but saxes does not mind.
  /<\?[^ \t\r\n?]+\?(?!>)/,
]

function expectSame(ours: Reading, saxes: Reading, document: string): void {
  const isStricter = !document.isWellFormed() || STRICTER.some((pattern) => pattern.test(document))
  if (ours === 'refused' && isStricter) return
  expect(ours).toEqual(saxes)
}

describe('the scanner beside saxes', () => {
  test(
    'reads what is well-formed alike, wherever it is cut',
    () => {
      let read = 0
      fc.assert(
        fc.property(documents, cuts, (document, positions) => {
          const expected = readBySaxes(document)
          if (expected !== 'refused') read++
          expect(readByScanner(cutAt(document, positions))).toEqual(expected)
          expect(readByScanner(inCharacters(document))).toEqual(expected)
        }),
        cases(700),
      )
      expect(read).toBeGreaterThan(500)
    },
    FUZZ_TIMEOUT_MS,
  )

  test(
    'refuses damaged documents when saxes does, and reads the rest alike',
    () => {
      let refused = 0
      fc.assert(
        fc.property(damagedDocuments, cuts, (document, positions) => {
          const expected = readBySaxes(document)
          if (expected === 'refused') refused++
          const whole = readByScanner([document])
          expectSame(whole, expected, document)
          expect(readByScanner(cutAt(document, positions))).toEqual(whole)
          expect(readByScanner(inCharacters(document))).toEqual(whole)
        }),
        cases(1500),
      )
      expect(refused).toBeGreaterThan(500)
    },
    FUZZ_TIMEOUT_MS,
  )

  test('reads a document alike that is longer than any piece it works on', () => {
    const row = (at: number): string =>
      `<row n="${at}"><name>Søn 😀 ${at} &amp; co</name>\r\n  <empty/><![CDATA[é]]]></row>`
    const document = `<rows>${Array.from({ length: 8000 }, (_, at) => row(at)).join('\n')}</rows>`
    expect(document.length).toBeGreaterThan(500_000)
    const expected = readBySaxes(document)
    expect(expected.length).toBeGreaterThan(8000)
    expect(readByScanner([document])).toEqual(expected)
    expect(readByScanner([document.slice(0, 99_999), document.slice(99_999)])).toEqual(expected)
  })
})
