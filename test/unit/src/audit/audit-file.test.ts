// The audit file: its lines are a chain, and every later change of the file is detected.

import { appendFileSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import { AuditFile } from '../../../../src/audit/audit-file.js'
import { formatLine } from '../../../../src/audit/line.js'
import { verifyAudit } from '../../../../src/audit/verify.js'
import { makeDirectory } from '../../../support/config-files.js'

const TIME_MS = Date.UTC(2026, 2, 3, 12)
const now = () => TIME_MS

const newPath = (): string => join(makeDirectory({}), 'audit.jsonl')

async function openFile(path: string): Promise<AuditFile> {
  const file = await AuditFile.open({ path, now })
  onTestFinished(() => file.close().catch(() => undefined))
  return file
}

/** Two actions: one with an outcome, one without. */
async function writtenFile(): Promise<string> {
  const path = newPath()
  const file = await AuditFile.open({ path, now })
  await file.write({ event: 'sending', actionId: 'a1' })
  await file.write({ event: 'outcome', actionId: 'a1', outcome: 'REQUESTED' })
  await file.write({ event: 'sending', actionId: 'a2' })
  await file.write({ event: 'outcome', actionId: 'a3', outcome: 'REFUSED' })
  await file.close()
  return path
}

const linesOf = (path: string): string[] => readFileSync(path, 'utf8').trimEnd().split('\n')
const writeLines = (path: string, lines: readonly string[]): void => writeFileSync(path, `${lines.join('\n')}\n`)

describe('an intact file', () => {
  test('is counted', async () => {
    const path = await writtenFile()
    const [last = ''] = linesOf(path).slice(-1)
    expect(await verifyAudit(path)).toEqual({
      ok: true,
      lines: 6,
      starts: 1,
      sent: 2,
      withoutOutcome: 1,
      notSent: 1,
      incomplete: 0,
      hasEnd: true,
      lastHash: JSON.parse(last).hash,
    })
  })

  test('may be empty', async () => {
    const path = newPath()
    writeFileSync(path, '')
    expect(await verifyAudit(path)).toMatchObject({ ok: true, lines: 0 })
  })

  test('is continued by the next start, whose first line links to the last one', async () => {
    const path = await writtenFile()
    const before = linesOf(path)
    const second = await openFile(path)
    await second.write({ event: 'sending', actionId: 'b1' })
    const [start, sending] = linesOf(path)
      .slice(before.length)
      .map((line) => JSON.parse(line))
    const last = JSON.parse(before.at(-1) ?? '')
    expect(start).toMatchObject({ event: 'start', sequence: 7, previous: last.hash, time: '2026-03-03T12:00:00.000Z' })
    expect(start.chain).not.toBe(last.chain)
    expect(sending).toMatchObject({ sequence: 8, previous: start.hash, chain: start.chain })
    expect(await verifyAudit(path)).toMatchObject({ ok: true, starts: 2, hasEnd: false })
  })

  test('holds every line in one order, also of those that are written at once', async () => {
    const path = newPath()
    const file = await openFile(path)
    const places = await Promise.all(
      Array.from({ length: 200 }, (_, at) => file.write({ event: 'sending', actionId: String(at) })),
    )
    expect(places.map(({ sequence }) => sequence)).toEqual(places.map((_, at) => at + 2))
    expect(
      linesOf(path)
        .slice(1)
        .map((line) => JSON.parse(line).actionId),
    ).toEqual(places.map((_, at) => String(at)))
    expect(await verifyAudit(path)).toMatchObject({ ok: true, lines: 201, sent: 200 })
  })

  test('is in ASCII and has one line for each entry, whatever is in it', async () => {
    const path = newPath()
    const file = await openFile(path)
    const forged = 'x","event":"end"}\r\n{"sequence":1}\u2028\u009b31m\u001b[2J\u202e\u007fÆ😀'
    await file.write({ event: 'outcome', actionId: 'a', target: forged })
    const text = readFileSync(path, 'latin1')
    expect(text).toMatch(/^[\x20-\x7e\n]+$/)
    const lines = linesOf(path)
    expect(lines).toHaveLength(2)
    expect(JSON.parse(lines[1] ?? '').target).toBe(forged)
    expect(await verifyAudit(path)).toMatchObject({ ok: true, lines: 2 })
  })

  test('is for its owner only', async () => {
    const path = await writtenFile()
    expect(statSync(path).mode & 0o777).toBe(0o600)
  })
})

describe('a file that was tampered with is broken where', () => {
  /** Computes the hash of an entry again, as an attacker who knows the format would. */
  const signed = (line: string, changes: object): string => {
    const { sequence, chain, previous, event, hash: _, time, ...rest } = { ...JSON.parse(line), ...changes }
    return formatLine({ chain, sequence, previous, timeMs: Date.parse(time) }, { event, ...rest }).text
  }
  const at = (lines: readonly string[], index: number): string => lines[index] ?? ''

  test.for<readonly [what: string, line: number, problem: RegExp, tamper: (lines: string[]) => string[]]>([
    ['a line was changed', 3, /changed/, (lines) => lines.with(2, at(lines, 2).replace('REQUESTED', 'NOT_FOUND'))],
    ['the last line was changed', 6, /changed/, (lines) => lines.with(5, at(lines, 5).replace('12:00', '13:00'))],
    ['a hash was changed', 2, /changed/, (lines) => lines.with(1, at(lines, 1).replace(/[\da-f]{4}"}$/, '0000"}'))],
    ['a line was replaced', 4, /replaced/, (lines) => lines.with(2, signed(at(lines, 2), { outcome: 'NOT_FOUND' }))],
    ['a line was removed', 3, /missing/, (lines) => lines.toSpliced(2, 1)],
    ['the first line was removed', 1, /missing/, (lines) => lines.slice(1)],
    ['two lines were swapped', 2, /missing/, (lines) => lines.with(1, at(lines, 2)).with(2, at(lines, 1))],
    ['a line was repeated', 4, /moved or repeated/, (lines) => lines.toSpliced(3, 0, at(lines, 2))],
    ['a line was added', 3, /not an audit line/, (lines) => lines.toSpliced(2, 0, '{"event":"sending"}')],
    ['an empty line was added', 4, /not an audit line/, (lines) => lines.toSpliced(3, 0, '')],
    ['two lines were added', 3, /not an audit line/, (lines) => lines.toSpliced(2, 0, 'a', 'b')],
    ['a line was added at the end', 7, /not an audit line/, (lines) => [...lines, 'a']],
    ['a line was cut', 2, /not an audit line/, (lines) => lines.with(1, at(lines, 1).slice(0, 50))],
    [
      'a line of another start was added',
      3,
      /another start/,
      (lines) => lines.with(2, signed(at(lines, 2), { chain: 'other' })),
    ],
  ])('%s', async ([, line, problem, tamper]) => {
    const path = await writtenFile()
    writeLines(path, tamper(linesOf(path)))
    expect(await verifyAudit(path)).toEqual({ ok: false, line, problem: expect.stringMatching(problem) })
  })

  test('its end was cut off within a line', async () => {
    const path = await writtenFile()
    writeFileSync(path, readFileSync(path, 'utf8').slice(0, -20))
    expect(await verifyAudit(path)).toEqual({ ok: false, line: 6, problem: expect.stringContaining('cut off') })
  })

  test('whole lines were removed from its end, by a hash that was noted elsewhere', async () => {
    const path = await writtenFile()
    const lines = linesOf(path)
    const { hash } = JSON.parse(lines.at(-1) ?? '')
    expect(await verifyAudit(path, { hash })).toMatchObject({ ok: true })
    writeLines(path, lines.slice(0, -2))
    expect(await verifyAudit(path)).toMatchObject({ ok: true, hasEnd: false })
    expect(await verifyAudit(path, { hash })).toEqual({
      ok: false,
      line: 4,
      problem: expect.stringContaining('removed from the end'),
    })
  })
})

describe('a process that ended while it wrote', () => {
  test('leaves an incomplete line, which the next start accounts for', async () => {
    const path = await writtenFile()
    writeFileSync(path, readFileSync(path, 'utf8').slice(0, -20))
    const file = await openFile(path)
    await file.write({ event: 'sending', actionId: 'b1' })
    expect(await verifyAudit(path)).toMatchObject({ ok: true, incomplete: 1, starts: 2, lines: 8 })
    // And only that one: later changes of it are detected.
    const lines = linesOf(path)
    writeLines(path, lines.with(5, `${lines[5]} `))
    expect(await verifyAudit(path)).toMatchObject({ ok: false, line: 6 })
  })

  test.for([
    ['something else', 'not an audit file\n'],
    ['a changed last line', null],
  ] as const)('but %s is not continued', async ([, text]) => {
    const path = await writtenFile()
    writeFileSync(path, text ?? readFileSync(path, 'utf8').replace('"end"', '"off"'))
    const before = readFileSync(path, 'utf8')
    await expect(AuditFile.open({ path, now })).rejects.toThrow('trunkline audit verify')
    expect(readFileSync(path, 'utf8')).toBe(before)
  })
})

describe('an entry that cannot be written', () => {
  afterEach(() => vi.restoreAllMocks())

  test('is not in the file, and the next one follows what is there', async () => {
    const path = newPath()
    const file = await openFile(path)
    const handle = await open(path)
    const prototype: { datasync: () => Promise<void> } = Object.getPrototypeOf(handle)
    await handle.close()
    vi.spyOn(prototype, 'datasync').mockRejectedValueOnce(new Error('no space left on device'))
    await expect(file.write({ event: 'sending', actionId: 'a1' })).rejects.toThrow('no space')
    expect(linesOf(path)).toHaveLength(1)
    await file.write({ event: 'sending', actionId: 'a2' })
    expect(await verifyAudit(path)).toMatchObject({ ok: true, lines: 2, sent: 1 })
  })

  test.for<readonly [why: string, message: string, change: (path: string) => void]>([
    ['another process has written to the file', 'another process', (path) => appendFileSync(path, 'x\n')],
    ['the file was removed', 'removed', (path) => rmSync(path)],
    ['the file was emptied', 'another process', (path) => writeFileSync(path, '')],
  ])('is refused because %s', async ([, message, change]) => {
    const path = newPath()
    const file = await openFile(path)
    change(path)
    await expect(file.write({ event: 'sending', actionId: 'a1' })).rejects.toThrow(message)
  })

  test('is refused at the start, where the disk is full', async () => {
    await expect(AuditFile.open({ path: '/dev/full', now })).rejects.toThrow(/ENOSPC|EINVAL/)
  })
})
