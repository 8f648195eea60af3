import fc from 'fast-check'
import { expect, test } from 'vitest'
import { EventStreamParser } from '../../../../../src/wallboard/core/event-stream.js'
import { runs } from '../../../../support/runs.js'

const read = (...pieces: readonly string[]) => {
  const parser = new EventStreamParser()
  return pieces.flatMap((piece) => parser.feed(piece))
}

test('events have a name and data; comments, other fields and events without data are left out', () => {
  expect(read(': hello\n\nevent: next\nid: 7\ndata: {"a":\ndata:1}\n\nevent: complete\n\ndata\n\n')).toEqual([
    { name: 'next', data: '{"a":\n1}' },
    { name: 'message', data: '' },
  ])
})

test('lines may end in each of three ways', () => {
  for (const end of ['\n', '\r', '\r\n']) {
    const last = end === '\r' ? ': a carriage return at the very end may be half of a line end' : ''
    expect(read(`event: next${end}data: 1${end}${end}${last}`)).toEqual([{ name: 'next', data: '1' }])
  }
})

test('an event is complete only after its empty line', () => {
  const parser = new EventStreamParser()
  expect(parser.feed('data: 1\n')).toEqual([])
  expect(parser.feed('\n')).toEqual([{ name: 'message', data: '1' }])
})

test('pieces may be cut anywhere', () => {
  const lines = fc.constantFrom('data: x', 'data:', 'event: next', ': c', 'id: 1', '', '')
  const text = fc.array(fc.tuple(lines, fc.constantFrom('\n', '\r\n'))).map((all) => all.flat().join(''))
  fc.assert(
    fc.property(text, fc.array(fc.nat({ max: 200 }), { maxLength: 8 }), (whole, cuts) => {
      const places = [0, ...cuts.map((cut) => Math.min(cut, whole.length)).toSorted((a, b) => a - b), whole.length]
      const pieces = places.slice(1).map((end, at) => whole.slice(places[at], end))
      expect(read(...pieces)).toEqual(read(whole))
    }),
    { numRuns: runs(100) },
  )
})
