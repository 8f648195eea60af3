import { describe, expect, test } from 'vitest'
import { planSlice, type SliceRequest } from '../../../../../src/engine/page/plan-slice.js'
import { OrderedReader } from '../../../../../src/engine/rows/ordered-reader.js'
import { SnapshotReader } from '../../../../../src/engine/rows/snapshot.js'
import type { Source } from '../../../../../src/engine/source/source.js'
import { SourceFailure } from '../../../../../src/errors/source-failure.js'
import type { Boundary, SourceHint } from '../../../../../src/plan/cursor.js'
import type { ListOrder } from '../../../../../src/plan/order.js'
import { callOn } from '../../../../support/unrestricted.js'
import type { ModelOptions } from '../model-source.js'
import { everything, worldOf } from '../model-world.js'

const PAGED: ModelOptions = {
  name: 'b',
  paging: { style: 'offset', maxLimit: 10 },
  order: 'newest-first',
  tellsTotal: true,
}
const WHOLE: ModelOptions = { ...PAGED, paging: { style: 'snapshot' }, order: 'none' }

/** One source in its world, and a request for the first page of its calls. */
function setUp(options: ModelOptions = PAGED, changes: Partial<SliceRequest> = {}) {
  const { engine, models } = worldOf([options], [[{ id: 'r1', time: 1, kind: 'INBOUND' }]])
  const [model] = models
  if (model === undefined) throw new Error('there is no source')
  const request: SliceRequest = {
    engine,
    list: 'calls',
    order: 'NEWEST_FIRST',
    filter: {},
    scope: { list: 'calls', order: changes.order ?? 'NEWEST_FIRST', filter: '[]', sources: ['a', 'b'], viewer: '' },
    page: { side: 'after', size: 5, cursor: null },
    boundary: null,
    selection: everything,
    callContext: callOn([model.source]),
    prepared: new Map(),
    ...changes,
  }
  return { engine, model, source: model.source, request }
}

const boundaryWith = (hint: SourceHint, source = 'b'): Boundary => ({
  key: { rank: -5000, source, nativeId: 'r0' },
  records: { before: true, after: true },
  hints: [{ kind: 'none' }, hint],
})
const OFFSET: SourceHint = { kind: 'offset', start: 0, span: 1, drift: 0, total: null }

const refusing = (source: Source, problem: string): Source => {
  const { calls } = source.declaration.lists
  if (calls === undefined) throw new Error('the model has no calls')
  return { ...source, declaration: { ...source.declaration, lists: { calls: { ...calls, problem: () => problem } } } }
}

describe('a source that cannot contribute', () => {
  test('has no such list', () => {
    const { source, request } = setUp(PAGED, { list: 'sipAccounts' })
    const slice = planSlice(request, source)
    expect(slice.failure).toMatchObject({ code: 'UNSUPPORTED', message: 'b has no list of sipAccounts' })
    expect({ reader: slice.reader, split: slice.split, listKey: slice.listKey }).toEqual({
      reader: null,
      split: null,
      listKey: null,
    })
  })

  test('cannot apply the filter', () => {
    const { source, request } = setUp(PAGED, { filter: { parentCallId: 'x', direction: 'INBOUND', customerId: 'y' } })
    const slice = planSlice(request, source)
    expect(slice.failure).toMatchObject({
      code: 'UNSUPPORTED',
      message: expect.stringMatching(/^b cannot filter by (customerId, parentCallId|parentCallId, customerId)$/),
    })
    expect(slice.reader).toBeNull()
  })

  test('refuses the values of the filter: an error of the client, not of the source', () => {
    const { source, request } = setUp()
    expect(() => planSlice(request, refusing(source, 'the range is too long'))).toThrow(
      expect.objectContaining({
        message: 'filter: the range is too long',
        extensions: { code: 'BAD_USER_INPUT', argument: 'filter' },
      }),
    )
  })

  test('has all of its rows on the other side of the cursor', () => {
    const { source, request } = setUp(PAGED, { order: 'NATIVE_ID', boundary: boundaryWith({ kind: 'none' }, 'c') })
    expect(planSlice(request, source)).toMatchObject({ reader: null, failure: null, listKey: null })
  })
})

describe('the reader', () => {
  test('reads windows where the vendor keeps the order, and the whole list otherwise', () => {
    const readerOf = (options: ModelOptions, order: ListOrder = 'NEWEST_FIRST') => {
      const { source, request } = setUp(options, { order })
      return planSlice(request, source).reader
    }
    expect(readerOf(PAGED)).toBeInstanceOf(OrderedReader)
    expect(readerOf(PAGED, 'OLDEST_FIRST')).toBeInstanceOf(SnapshotReader)
    expect(readerOf({ ...PAGED, order: 'none' })).toBeInstanceOf(SnapshotReader)
    expect(readerOf(WHOLE)).toBeInstanceOf(SnapshotReader)
  })

  test('reads the whole list as long as its order is distrusted', () => {
    const { engine, source, request } = setUp()
    engine.listCache.distrustOrder(source, 'calls')
    expect(planSlice(request, source).reader).toBeInstanceOf(SnapshotReader)
  })

  test('sends nothing before it is advanced, and then counts its requests for the slice', async () => {
    const { model, source, request } = setUp()
    const slice = planSlice(request, source)
    expect({ requests: model.requests, peek: slice.reader?.peek() }).toEqual({ requests: 0, peek: undefined })
    await slice.reader?.advance()
    expect(slice.cost.requests).toBe(model.requests)
    expect(slice.reader?.peek()?.nativeId).toBe('r1')
  })

  test('checks the conditions that are left for the gateway', async () => {
    const read = async (direction: string) => {
      const { source, request } = setUp(WHOLE, { filter: { direction } })
      const { reader, split } = planSlice(request, source)
      await reader?.advance()
      return { row: reader?.peek()?.nativeId, residual: split?.residual.map(({ path }) => path) }
    }
    expect(await read('INBOUND')).toEqual({ row: 'r1', residual: ['direction'] })
    expect(await read('OUTBOUND')).toEqual({ row: undefined, residual: ['direction'] })
  })

  test('uses the rows of a prepared list at once, and its failure as that of the slice', () => {
    const prepared = (read: () => never) => {
      const { source, request } = setUp(WHOLE, { prepared: new Map([['b', { by: 'customerId', read }]]) })
      return planSlice({ ...request, filter: { customerId: '7' } }, source)
    }
    const down = new SourceFailure('UNREACHABLE', 'the source refused the connection')
    const slice = prepared(() => {
      throw down
    })
    expect({ failure: slice.failure, reader: slice.reader }).toEqual({ failure: down, reader: null })
    const bug = new TypeError('a bug')
    expect(() =>
      prepared(() => {
        throw bug
      }),
    ).toThrow(bug)
  })
})

describe('a slice', () => {
  test('of a second attempt includes the cost of the first', () => {
    const { source, request } = setUp()
    const first = planSlice(request, source)
    first.cost.requests = 3
    expect(planSlice(request, source, first).cost).toBe(first.cost)
    expect(planSlice(request, source).cost).toEqual({ requests: 0, sent: [] })
  })

  test('is the same list on every page where it is read whole, and another on each page where it is not', () => {
    const keys = (options: ModelOptions) => {
      const { source, request } = setUp(options)
      return [5, 6].map((size) => planSlice({ ...request, page: { ...request.page, size } }, source).listKey)
    }
    const [whole, wholeAgain] = keys(WHOLE)
    expect(whole).toBe(wholeAgain)
    expect(whole).not.toBeNull()
    const [page, otherPage] = keys(PAGED)
    expect(page).not.toBe(otherPage)
  })

  test('continues at the time of the last record, in the order of times only', () => {
    const continuesAtMs = (changes: Partial<SliceRequest>) => {
      const { source, request } = setUp(PAGED, { boundary: boundaryWith(OFFSET), ...changes })
      return planSlice(request, source).continuesAtMs
    }
    expect(continuesAtMs({})).toBe(5000)
    expect(continuesAtMs({ boundary: null })).toBeNull()
    expect(continuesAtMs({ order: 'OLDEST_FIRST' })).toBeNull()
    expect(continuesAtMs({ page: { side: 'before', size: 5, cursor: null } })).toBeNull()
  })
})

describe('earlier pages missed records of a source', () => {
  const missed = (hint: SourceHint, options = PAGED, changes: Partial<SliceRequest> = {}) => {
    const { source, request } = setUp(options, { boundary: boundaryWith(hint), ...changes })
    return planSlice(request, source).missed
  }

  test('that had failed, as its cursor says', () => {
    expect(missed({ kind: 'missed' })).toBe('failed')
    expect(missed(OFFSET)).toBeNull()
    expect(missed({ kind: 'none' })).toBeNull()
  })

  test('that was paged in an order which is no longer relied on', () => {
    expect(missed(OFFSET, { ...PAGED, order: 'none' })).toBe('disordered')
    expect(missed({ kind: 'none' }, WHOLE)).toBeNull()
  })

  test('unless all of its records lie behind the cursor, so that none was missed', () => {
    const ahead = (hint: SourceHint) => missed(hint, WHOLE, { order: 'NATIVE_ID', boundary: boundaryWith(hint, 'a') })
    expect(ahead({ kind: 'missed' })).toBeNull()
    expect(ahead(OFFSET)).toBeNull()
  })
})
