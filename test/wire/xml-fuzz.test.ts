import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { cases, cutAt, cuts, FUZZ_TIMEOUT_MS, inCharacters } from './fuzz.js'
import { expectSame, readBySaxes, readByScanner } from './references.js'
import { damaged, documents } from './xml-documents.js'

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
        fc.property(damaged(documents), cuts, (document, positions) => {
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
