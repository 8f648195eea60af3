import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  type Boundary,
  type CursorScope,
  decodeCursor,
  encodeCursor,
  type SourceHint,
} from '../../../../src/plan/cursor.js'
import { CursorError, createCursorSeal } from '../../../../src/plan/cursor-seal.js'
import type { ListOrder } from '../../../../src/plan/order.js'
import { runs } from '../../../support/runs.js'

const hint: fc.Arbitrary<SourceHint> = fc.oneof(
  fc.constant<SourceHint>({ kind: 'none' }),
  fc.constant<SourceHint>({ kind: 'missed' }),
  fc.record({
    kind: fc.constant('offset' as const),
    start: fc.nat(50_000_000),
    span: fc.nat(100_000),
    drift: fc.nat(100_000),
    total: fc.option(fc.nat(50_000_000)),
  }),
)
const scope: fc.Arbitrary<CursorScope> = fc.record({
  list: fc.constantFrom('calls', 'sessions', 'sipAccounts', 'activeCalls'),
  order: fc.constantFrom<ListOrder>('NEWEST_FIRST', 'OLDEST_FIRST', 'LONGEST_FIRST', 'SHORTEST_FIRST', 'NATIVE_ID'),
  filter: fc.string(),
  sources: fc
    .uniqueArray(fc.stringMatching(/^[a-z][a-z0-9-]{0,20}$/), { minLength: 1, maxLength: 8 })
    .map((names) => names.sort()),
  viewer: fc.stringMatching(/^[a-z0-9]{43}$/),
})
const cursor = scope.chain((scope) =>
  fc.record({
    scope: fc.constant(scope),
    boundary: fc.record({
      records: fc.record({ before: fc.boolean(), after: fc.boolean() }),
      key: fc.record({
        rank: fc.oneof(fc.integer({ min: -8e15, max: 8e15 }), fc.constant(Infinity)),
        source: fc.constantFrom(...scope.sources),
        nativeId: fc.string({ minLength: 1, maxLength: 70, unit: fc.constantFrom(...'0123456789abcdef@.-:') }),
      }),
      hints: fc.array(hint, { minLength: scope.sources.length, maxLength: scope.sources.length }),
    }),
  }),
)

const seal = createCursorSeal()

/** As a later server would print it: valid, but with another version number. */
function ofAnotherVersion(text: string): string {
  const bytes = Buffer.from(text, 'base64url')
  bytes.writeUInt8(bytes.readUInt8(0) + 1, 0)
  return bytes.toString('base64url')
}

describe('a cursor', () => {
  test('comes back as it was, in under 350 characters for eight sources', () => {
    fc.assert(
      fc.property(cursor, ({ scope, boundary }) => {
        const text = encodeCursor(boundary, scope, seal)
        expect(text.length).toBeLessThan(350)
        expect(decodeCursor(text, scope, seal)).toEqual(boundary)
      }),
      { numRuns: runs(1000) },
    )
  })

  test('that was cut short or edited is refused', () => {
    fc.assert(
      fc.property(cursor, fc.nat(), fc.nat(63), ({ scope, boundary }, at, letter) => {
        const text = encodeCursor(boundary, scope, seal)
        const position = at % text.length
        const other = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'[letter] ?? 'A'
        expect(() => decodeCursor(text.slice(0, position), scope, seal)).toThrow(CursorError)
        fc.pre(text[position] !== other)
        expect(() => decodeCursor(text.slice(0, position) + other + text.slice(position + 1), scope, seal)).toThrow()
      }),
      { numRuns: runs(1000) },
    )
  })

  const one: Boundary = {
    key: { rank: 1, source: 'a', nativeId: 'x' },
    records: { before: true, after: true },
    hints: [{ kind: 'none' }, { kind: 'none' }],
  }
  const of: CursorScope = { list: 'calls', order: 'NEWEST_FIRST', filter: '[]', sources: ['a', 'b'], viewer: 'v' }
  test.each([
    ['list', { list: 'sessions' }, /another list/],
    ['order', { order: 'LONGEST_FIRST' as const }, /another order/],
    ['filter', { filter: '[{}]' }, /another filter/],
    ['sources', { sources: ['a'] }, /other sources/],
  ])('of another %s says so', (_, change, message) => {
    expect(() => decodeCursor(encodeCursor(one, of, seal), { ...of, ...change }, seal)).toThrow(message)
  })

  test.each([
    ['cut short', (text: string) => text.slice(0, -4), /was cut short/],
    ['cut to nearly nothing', (text: string) => text.slice(0, 12), /is not a cursor of this server, or was cut short/],
    ['edited', (text: string) => `${text.slice(0, 20)}${text[20] === 'A' ? 'B' : 'A'}${text.slice(21)}`, /was changed/],
    ['nothing of ours', () => 'page=2', /is not a cursor of this server/],
    ['of another version', ofAnotherVersion, /another version/],
  ])('that is %s says so', (_, damage, message) => {
    expect(() => decodeCursor(damage(encodeCursor(one, of, seal)), of, seal)).toThrow(message)
  })

  test('of another viewer is refused like one that was changed', () => {
    const text = encodeCursor(one, of, seal)
    expect(() => decodeCursor(text, { ...of, viewer: 'w' }, seal)).toThrow(/was changed, or was made with other rights/)
  })

  test('reveals nothing of its content', () => {
    const text = encodeCursor({ ...one, key: { ...one.key, nativeId: 'a-native-id' } }, of, seal)
    expect(Buffer.from(text, 'base64url').toString('latin1')).not.toContain('a-native-id')
  })

  test('is the same text for the same position and viewer, and shares no nonce with any other', () => {
    const next: Boundary = { ...one, key: { ...one.key, nativeId: `${one.key.nativeId}x` } }
    expect(encodeCursor(one, of, seal)).toBe(encodeCursor(one, of, seal))
    const nonces = [
      encodeCursor(one, of, seal),
      encodeCursor(next, of, seal),
      encodeCursor(one, { ...of, viewer: 'w' }, seal),
      encodeCursor(one, of, createCursorSeal()),
    ].map((text) => Buffer.from(text, 'base64url').toString('hex', 1, 13))
    expect(new Set(nonces).size).toBe(4)
  })

  test('is encrypted by the first key and decrypted by every key', () => {
    const [old, both, other] = [['a'.repeat(32)], ['b'.repeat(32), 'a'.repeat(32)], ['b'.repeat(32)]].map(
      createCursorSeal,
    )
    if (old === undefined || both === undefined || other === undefined) throw new Error('three seals were made')
    const before = encodeCursor(one, of, old)
    const after = encodeCursor(one, of, both)
    expect(decodeCursor(before, of, both)).toEqual(one)
    expect(decodeCursor(after, of, other)).toEqual(one)
    expect(() => decodeCursor(before, of, other)).toThrow(CursorError)
    expect(() => decodeCursor(after, of, old)).toThrow(CursorError)
  })

  test('with numbers that no list has gives no hint', () => {
    const forged = {
      ...one,
      hints: [{ kind: 'offset' as const, start: 2 ** 50, span: 1, drift: 0, total: null }, { kind: 'none' as const }],
    }
    expect(decodeCursor(encodeCursor(forged, of, seal), of, seal).hints[0]).toEqual({ kind: 'none' })
  })

  test('without hints, or with wrong ones, still gives the right answer (see engine/paging.test.ts)', () => {
    const wrong = {
      ...one,
      hints: [{ kind: 'offset' as const, start: 9999, span: 5, drift: 0, total: 3 }, { kind: 'none' as const }],
    }
    expect(decodeCursor(encodeCursor(wrong, of, seal), of, seal).key).toEqual(one.key)
  })
})
