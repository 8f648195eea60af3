import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Merge, OutOfOrder } from '../../../../../src/engine/page/merge.js'
import { compareKeys, type Key } from '../../../../../src/plan/order.js'
import { runs } from '../../../../support/runs.js'
import { type Script, ScriptedReader, type ScriptedRow, sliceOf, unionOf } from './scripted-reader.js'

type Side = 'after' | 'before'

/** Few ranks, so that many records of different sources have the same. */
const rows = (side: Side): fc.Arbitrary<ScriptedRow[]> =>
  fc
    .uniqueArray(
      fc.record({
        rank: fc.integer({ min: 0, max: 6 }),
        nativeId: fc.stringMatching(/^[a-f]{1,2}$/),
        matches: fc.boolean(),
      }),
      { selector: ({ nativeId }) => nativeId, maxLength: 14 },
    )
    .map((all) => {
      const key = ({ rank, nativeId }: ScriptedRow): Key => ({ rank, nativeId, source: '' })
      return all.sort((a, b) => compareKeys(key(a), key(b)) * (side === 'after' ? 1 : -1))
    })

const script = (side: Side, endings: readonly Script['ending'][]): fc.Arbitrary<Script> =>
  fc.record({
    rows: rows(side),
    windowSize: fc.integer({ min: 1, max: 5 }),
    ending: fc.constantFrom(...endings),
    // A source that has used up its budget has examined at least one row.
    endsAt: fc.integer({ min: endings.includes('stopped') ? 1 : 0, max: 3 }),
  })

interface Case {
  readonly side: Side
  readonly size: number
  readonly scripts: ReadonlyMap<string, Script>
}

const cases = (...endings: Script['ending'][]): fc.Arbitrary<Case> =>
  fc.constantFrom<Side>('after', 'before').chain((side) =>
    fc.record({
      side: fc.constant(side),
      size: fc.integer({ min: 0, max: 12 }),
      scripts: fc
        .array(script(side, [null, ...endings]), { minLength: 1, maxLength: 4 })
        .map((all) => new Map(all.map((one, at) => [`s${at}`, one]))),
    }),
  )

const settings = { numRuns: runs(200) }

function mergeOf({ side, size, scripts }: Case, wantsHasMore = true) {
  const readers = new Map([...scripts].map(([name, one]) => [name, new ScriptedReader(one)]))
  const slices = [...readers].map(([name, reader]) => sliceOf(name, reader))
  const merge = new Merge(slices, { side, size, cursor: null }, wantsHasMore)
  const taken = (): readonly Key[] =>
    merge.taken.map(({ slice, entry: { rank, nativeId } }) => ({ rank, source: slice.source.name, nativeId }))
  return { readers, slices, merge, taken }
}

const noRows: Script = { rows: [], windowSize: 1, ending: null, endsAt: 0 }
const rowsOf = (...ranks: number[]): readonly ScriptedRow[] =>
  ranks.map((rank) => ({ rank, nativeId: `r${rank}`, matches: true }))

describe('a page', () => {
  test('is the beginning of the sorted union of all sources, whatever the size of their windows', async () => {
    await fc.assert(
      fc.asyncProperty(cases(), async (each) => {
        const { merge, taken } = mergeOf(each)
        await merge.run()
        const union = unionOf(each.scripts, each.side)
        expect(taken()).toEqual(union.slice(0, each.size))
        expect({ hasMore: merge.hasMore, endedAt: merge.endedAt }).toEqual({
          hasMore: union.length > each.size,
          endedAt: null,
        })
      }),
      settings,
    )
  })

  test('is the same without waiting, where all rows were read before', () => {
    fc.assert(
      fc.property(cases(), (each) => {
        const { readers, merge, taken } = mergeOf(each)
        for (const reader of readers.values()) while (reader.state === 'more') reader.read()
        expect(merge.run()).toBeNull()
        const union = unionOf(each.scripts, each.side)
        expect(taken()).toEqual(union.slice(0, each.size))
        expect(merge.hasMore).toBe(union.length > each.size)
      }),
      settings,
    )
  })

  test('ends before the first record that a source may have after it failed or used up its budget', async () => {
    await fc.assert(
      fc.asyncProperty(cases('failed', 'stopped'), async (each) => {
        const { readers, slices, merge, taken } = mergeOf(each)
        await merge.run()
        // A source that failed before its first row does not limit the page: where its rows are is not known.
        const isSeen = (name: string) => readers.get(name)?.lastExamined !== null
        const failed = new Set(slices.filter(({ failure }) => failure !== null).map(({ source }) => source.name))
        const seen = new Map([...each.scripts].filter(([name]) => isSeen(name) || !failed.has(name)))
        const union = unionOf(seen, each.side)
        expect(taken()).toEqual(union.slice(0, merge.taken.length))
        const { endedAt } = merge
        if (endedAt === null) {
          expect(merge.taken).toHaveLength(Math.min(each.size, union.length))
          expect(merge.hasMore).toBe(union.length > each.size)
          return
        }
        const order = (key: Key) => compareKeys(key, endedAt) * (each.side === 'after' ? 1 : -1)
        expect(union.slice(merge.taken.length).filter((key) => order(key) <= 0)).toEqual([])
        expect(merge.hasMore).toBe(true)
        const { state, lastExamined } = readers.get(endedAt.source) ?? {}
        expect(failed.has(endedAt.source) || state === 'stopped').toBe(true)
        expect(lastExamined).toMatchObject({ rank: endedAt.rank, nativeId: endedAt.nativeId })
      }),
      settings,
    )
  })

  test('is refused with the sources whose rows are out of order, once such a window is read', async () => {
    await fc.assert(
      fc.asyncProperty(cases('disordered'), async (each) => {
        const { readers, merge } = mergeOf(each)
        const error: unknown = await Promise.resolve(merge.run()).then(
          () => null,
          (reason: unknown) => reason,
        )
        const disordered = [...readers].filter(
          ([name, { state, windows }]) =>
            each.scripts.get(name)?.ending === 'disordered' &&
            state === 'more' &&
            windows === each.scripts.get(name)?.endsAt,
        )
        if (error === null) {
          const union = unionOf(each.scripts, each.side)
          expect(merge.taken).toHaveLength(Math.min(each.size, union.length))
          return
        }
        if (!(error instanceof OutOfOrder)) throw error
        expect(error.sources).not.toHaveLength(0)
        const names = disordered.map(([name]) => name)
        for (const { name } of error.sources) expect(names).toContain(name)
      }),
      settings,
    )
  })
})

describe('sources', () => {
  test('that are out of order at the same time are all named', async () => {
    const disordered: Script = { rows: rowsOf(1, 2), windowSize: 1, ending: 'disordered', endsAt: 0 }
    const scripts = new Map([
      ['a', disordered],
      ['b', { ...disordered, ending: null }],
      ['c', disordered],
    ])
    const { merge } = mergeOf({ side: 'after', size: 2, scripts })
    await expect(merge.run()).rejects.toMatchObject({ sources: [{ name: 'a' }, { name: 'c' }] })
  })

  test('are read again only when their rows are used up and the page is not full', async () => {
    const scripts = new Map([
      ['near', { rows: rowsOf(1, 2, 3, 4, 5, 6), windowSize: 2, ending: null, endsAt: 0 }],
      ['far', { rows: rowsOf(10, 11, 12), windowSize: 1, ending: null, endsAt: 0 }],
    ])
    const windows = async (size: number, wantsHasMore: boolean) => {
      const { readers, merge } = mergeOf({ side: 'after', size, scripts }, wantsHasMore)
      await merge.run()
      return [...readers.values()].map((reader) => reader.windows)
    }
    expect(await windows(2, false)).toEqual([1, 1])
    // A record of the other source is left, so there is a next page whatever this one has.
    expect(await windows(2, true)).toEqual([1, 1])
    expect(await windows(3, false)).toEqual([2, 1])
  })

  test('are read for hasNextPage where no record is left that was read', async () => {
    const scripts = new Map([['a', { rows: rowsOf(1, 2, 3), windowSize: 2, ending: null, endsAt: 0 }]])
    const read = async (wantsHasMore: boolean) => {
      const { readers, merge } = mergeOf({ side: 'after', size: 2, scripts }, wantsHasMore)
      await merge.run()
      return { hasMore: merge.hasMore, windows: readers.get('a')?.windows }
    }
    expect(await read(true)).toEqual({ hasMore: true, windows: 2 })
    expect(await read(false)).toEqual({ hasMore: false, windows: 1 })
  })

  test('that fail before their first row are left out, and the page is that of the others', async () => {
    const scripts = new Map<string, Script>([
      ['down', { rows: rowsOf(1, 2), windowSize: 1, ending: 'failed', endsAt: 0 }],
      ['up', { ...noRows, rows: rowsOf(3, 4) }],
    ])
    const { slices, merge, taken } = mergeOf({ side: 'after', size: 5, scripts })
    await merge.run()
    expect(slices.map(({ failure }) => failure?.code)).toEqual(['UNREACHABLE', undefined])
    expect(taken().map(({ rank }) => rank)).toEqual([3, 4])
    expect({ hasMore: merge.hasMore, endedAt: merge.endedAt }).toEqual({ hasMore: false, endedAt: null })
  })

  test('that cannot go on end the page at the nearest row of theirs that was examined last', async () => {
    const stopped = (...ranks: number[]): Script => ({
      rows: rowsOf(...ranks),
      windowSize: 1,
      ending: 'stopped',
      endsAt: 1,
    })
    const scripts = new Map<string, Script>([
      ['a', stopped(2, 3)],
      // None of its rows matches: it ends the page, although none of them can be taken.
      ['b', { ...stopped(6, 7), rows: rowsOf(6, 7).map((row) => ({ ...row, matches: false })) }],
      ['c', { ...noRows, rows: rowsOf(1, 4, 5), windowSize: 3 }],
    ])
    for (const names of ['abc', 'bac']) {
      const ordered = new Map([...names].map((name) => [name, scripts.get(name) ?? noRows]))
      const { merge, taken } = mergeOf({ side: 'after', size: 9, scripts: ordered })
      await merge.run()
      expect(taken().map(({ rank }) => rank)).toEqual([1, 2])
      expect(merge.endedAt).toEqual({ rank: 2, source: 'a', nativeId: 'r2' })
    }
  })

  test('with nothing to contribute are not read', () => {
    const merge = new Merge([sliceOf('a', null)], { side: 'after', size: 5, cursor: null }, true)
    expect(merge.run()).toBeNull()
    expect({ taken: merge.taken, hasMore: merge.hasMore }).toEqual({ taken: [], hasMore: false })
  })
})
