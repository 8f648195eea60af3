import { zstdCompressSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { StoreSeal } from '../../../../../src/cluster/store/seal.js'
import { readRows, writeRows } from '../../../../../src/cluster/store/stored-rows.js'

const open = new StoreSeal(null)
const HEAD = { size: 12, tookMs: 3 }
const MIB = 1024 * 1024
const rowAt = (at: number) => ({ id: String(at), name: 'Skærbæk\n"1"', nested: { list: [1, null, true], text: '' } })

describe('rows', () => {
  test.for([0, 1, 1999, 2000, 2001, 5000])('are read as they were stored (%s of them)', async (count) => {
    const rows = Array.from({ length: count }, (_, at) => rowAt(at))
    const stored = await writeRows({ rows, rest: [count, 'next'] }, HEAD, open, 'a')
    expect(await readRows(stored, open, 'a', 8 * MIB)).toEqual({ rows, head: { ...HEAD, rest: [count, 'next'] } })
  })

  test('may have a field of any name', async () => {
    const rows = [JSON.parse('{"__proto__": "a field", "constructor": "another"}')]
    const stored = await writeRows({ rows, rest: null }, HEAD, open, 'a')
    const read = (await readRows(stored, open, 'a', MIB))?.rows[0]
    expect(Object.entries(read ?? {})).toEqual(Object.entries(rows[0]))
  })

  test('are not read when they are larger than an answer may be', async () => {
    const rows = [{ text: 'a'.repeat(MIB) }]
    const stored = await writeRows({ rows, rest: null }, HEAD, open, 'a')
    expect(stored.length).toBeLessThan(MIB / 100)
    expect(await readRows(stored, open, 'a', MIB)).toBeNull()
  })

  test('are sealed by a key, for one name', async () => {
    const [seal, other] = [new StoreSeal('k'.repeat(32)), new StoreSeal('j'.repeat(32))]
    const stored = await writeRows({ rows: [rowAt(1)], rest: null }, HEAD, seal, 'a')
    expect((await readRows(stored, seal, 'a', MIB))?.rows).toEqual([rowAt(1)])
    for (const reading of [
      readRows(stored, seal, 'b', MIB),
      readRows(stored, other, 'a', MIB),
      readRows(stored, open, 'a', MIB),
    ])
      expect(await reading).toBeNull()
    const plain = await writeRows({ rows: [rowAt(1)], rest: null }, HEAD, open, 'a')
    expect(await readRows(plain, seal, 'a', MIB)).toBeNull()
  })

  const stored = (text: string): Buffer => Buffer.concat([Buffer.of(0), zstdCompressSync(text)])
  test.for([
    ['nothing', Buffer.alloc(0)],
    ['text', Buffer.from('hello')],
    ['something else that is compressed', stored('hello')],
    ['a head without a size', stored('{"tookMs":1}\n[]')],
    ['lines that are no arrays', stored('{"size":1,"tookMs":1}\n{}')],
    ['rows that are no objects', stored('{"size":1,"tookMs":1}\n[1]')],
    ['rows that are arrays', stored('{"size":1,"tookMs":1}\n[[]]')],
    ['a line that is cut off', stored('{"size":1,"tookMs":1}\n[{"a":')],
  ] as const)('are not read from %s', async ([, value]) => {
    expect(await readRows(value, open, 'a', MIB)).toBeNull()
  })
})
