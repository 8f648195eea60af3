import { Buffer } from 'node:buffer'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { VendorFault } from '../../../../adapters/contract.js'
import { toText } from '../../../../src/transport/body-text.js'
import { cases } from '../../../support/fuzz.js'

const read = (pieces: readonly Buffer[], contentType: string): string | null => {
  let text = ''
  let whole: string | null = null
  const decoder = { write: (piece: string) => void (text += piece), end: () => text }
  try {
    const sink = toText(contentType, true, decoder, (result) => (whole = result))
    for (const piece of pieces) sink.write(piece)
    sink.end()
    return whole
  } catch (error) {
    if (error instanceof VendorFault && error.code === 'PROTOCOL') return null
    throw error
  }
}

const defined = (bytes: Buffer): string | null => {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return null
  }
}

/** Stretches of ASCII, characters of two to four bytes, byte order marks, and bytes that are not of the character set. */
const stretch = fc.oneof(
  fc.string({ maxLength: 12 }).map((text) => Buffer.from(text)),
  fc.constantFrom('ø', '€', '\u{1F600}', '\ufeff', '').map((text) => Buffer.from(text)),
  fc.constantFrom(0xff, 0xc3, 0xe2, 0x80).map((byte) => Buffer.of(byte)),
)
const sound = stretch.filter((bytes) => defined(bytes) !== null)
const bodies = fc
  .oneof(fc.array(sound, { maxLength: 8 }), fc.array(stretch, { maxLength: 8 }))
  .map((parts) => Buffer.concat(parts))

/** Some positions, or after every byte. */
const positionsOfCuts = fc.oneof(
  fc.array(fc.nat({ max: 100 }), { maxLength: 6 }),
  fc.constant(Array.from({ length: 101 }, (_, at) => at)),
)

test('UTF-8 is read in the same way wherever it is cut', () => {
  const seen = { cut: 0, refused: 0, marked: 0 }
  fc.assert(
    fc.property(bodies, positionsOfCuts, (bytes, positions) => {
      const ends = [...positions.map((position) => position % (bytes.length + 1)).sort((a, b) => a - b), bytes.length]
      const pieces = ends.map((end, at) => bytes.subarray(ends[at - 1] ?? 0, end))
      const expected = defined(bytes)
      expect(read(pieces, 'text/xml; charset=utf-8')).toBe(expected)
      seen.cut += Number(pieces.some((piece) => defined(piece) === null) && expected !== null)
      seen.refused += Number(expected === null)
      seen.marked += Number(expected?.includes('\ufeff') === true)
    }),
    cases(2000),
  )
  expect(Math.min(seen.cut, seen.refused, seen.marked)).toBeGreaterThan(20)
})
