import { describe, expect, test } from 'vitest'
import type { Source } from '../../../../../schema/source.js'
import type { WalkPart, WalkReport } from '../../../../../src/engine/page/list-walk.js'
import type { RecordView } from '../../../../../src/engine/source/records.js'
import type { RowWriter } from '../../../../../src/export/row-writer.js'
import { exportText } from '../../../../../src/graphql/export/export-text.js'

const source: Source = {
  name: 'a',
  vendor: 'x',
  title: 'A',
  capabilities: [],
  health: { state: 'UP', since: '', lastError: null, lastSuccessAt: null },
}
const recordAt = (at: number): RecordView => ({ typeName: 'Call', id: String(at), nativeId: String(at), source })

/** A list of so many records, in parts of ten; `before` is called before each part. */
function walkOver(count: number, before: (at: number) => void = () => undefined) {
  const seen = { parts: 0, isLeft: false }
  async function* parts(): AsyncGenerator<WalkPart, void> {
    try {
      for (let from = 0; from < count; from += 10) {
        before(seen.parts++)
        const length = Math.min(10, count - from)
        yield { records: Array.from({ length }, (_, at) => recordAt(from + at)), statusOf: () => 'OK' }
      }
    } finally {
      seen.isLeft = true
    }
  }
  const reports: readonly WalkReport[] = []
  return { walk: { parts, reports }, seen }
}

const writer: RowWriter = {
  head: () => 'head;',
  row: (record) => `${String(Reflect.get(record, 'nativeId'))};`,
  end: ({ rows, endedBy, complete }) => `${rows} ${endedBy} ${complete}`,
}
const WIDE = 'x'.repeat(20_000)
const never = { isOver: () => false, next: () => Promise.resolve() }
const usual = { writer, maxRows: 1000, signal: new AbortController().signal, isDeadline: () => false, slices: never }

async function read(pieces: AsyncGenerator<string, void>): Promise<string> {
  let text = ''
  for await (const piece of pieces) text += piece
  return text
}

test('the text has the head, every row and the end', async () => {
  const { walk } = walkOver(12)
  expect(await read(exportText({ ...usual, walk }))).toBe('head;0;1;2;3;4;5;6;7;8;9;10;11;12 null true')
})

test('a part is read when a piece of it is wanted', async () => {
  const { walk, seen } = walkOver(1000)
  const wide = { ...writer, row: () => WIDE }
  const pieces = exportText({ ...usual, writer: wide, walk })
  for (let each = 1; each <= 3; each++) await pieces.next()
  // Each piece has two rows.
  expect(seen.parts).toBe(1)
  for (let each = 1; each <= 3; each++) await pieces.next()
  expect(seen.parts).toBe(2)
  await pieces.return()
  expect(seen.isLeft).toBe(true)
})

test('the event loop is left to others when a slice is over', async () => {
  const { walk } = walkOver(100)
  let [rows, pauses] = [0, 0]
  const slices = { isOver: () => ++rows % 25 === 0, next: async () => void pauses++ }
  await read(exportText({ ...usual, slices, walk }))
  expect([rows, pauses]).toEqual([100, 4])
})

describe('an export', () => {
  test('of more rows than it may have is left, and says so', async () => {
    const { walk, seen } = walkOver(100)
    expect(await read(exportText({ ...usual, maxRows: 10, walk }))).toMatch(/;9;10 maxRows false$/)
    expect(seen).toEqual({ parts: 2, isLeft: true })
    expect(await read(exportText({ ...usual, maxRows: 10, walk: walkOver(10).walk }))).toMatch(/;9;10 null true$/)
  })

  test('whose time is over ends with what it has', async () => {
    const controller = new AbortController()
    const over = new Error('the time is over')
    const { walk } = walkOver(100, (at) => {
      if (at < 2) return
      controller.abort(over)
      throw new Error('stopped')
    })
    const parts = { ...usual, signal: controller.signal, isDeadline: (reason: unknown) => reason === over, walk }
    expect(await read(exportText(parts))).toMatch(/;19;20 maxSeconds false$/)
  })

  test('that nobody waits for, or that fails, throws', async () => {
    const controller = new AbortController()
    const left = new Error('the client has left')
    const abandoned = walkOver(100, (at) => at === 2 && controller.abort(left))
    await expect(read(exportText({ ...usual, signal: controller.signal, walk: abandoned.walk }))).rejects.toBe(left)
    const bug = new Error('a bug')
    const failing = walkOver(100, (at) => {
      if (at === 2) throw bug
    })
    await expect(read(exportText({ ...usual, walk: failing.walk }))).rejects.toBe(bug)
  })
})
