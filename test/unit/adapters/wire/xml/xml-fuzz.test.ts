import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { cases, cutAt, cuts, FUZZ_TIMEOUT_MS, inCharacters } from '../../../../support/fuzz.js'
import { expectSame, readBySaxes, readByScanner, scan } from './references.js'
import { escapeOddities } from './repaired.js'
import { damaged, documents, withOddities } from './xml-documents.js'

describe('the scanner compared with saxes', () => {
  test(
    'reads what is well-formed alike, wherever it is cut',
    () => {
      let read = 0
      fc.assert(
        // The end of a CDATA section outside of one is repaired, not refused.
        fc.property(documents.map(escapeOddities), cuts, ({ document }, positions) => {
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
    'refuses damaged markup when saxes does, repairs damaged values, and reads the rest alike',
    () => {
      let refused = 0
      let repaired = 0
      fc.assert(
        fc.property(
          fc.oneof(damaged(documents), withOddities(documents), damaged(withOddities(documents))),
          cuts,
          (document, positions) => {
            const escaped = escapeOddities(document)
            const expected = readBySaxes(escaped.document)
            const whole = scan([document])
            if (whole.reading === 'refused') refused++
            else if (whole.repairs > 0) repaired++
            expectSame(whole, expected, escaped)
            expect(scan(cutAt(document, positions))).toEqual(whole)
            expect(scan(inCharacters(document))).toEqual(whole)
          },
        ),
        cases(1500),
      )
      expect(refused).toBeGreaterThan(500)
      expect(repaired).toBeGreaterThan(60)
    },
    FUZZ_TIMEOUT_MS,
  )

  test('reads a document that is longer than any piece in the same way', () => {
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
