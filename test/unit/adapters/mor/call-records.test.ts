import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { ListDeclaration, Row } from '../../../../adapters/contract.js'
import { zonedIsoTime } from '../../../../adapters/simulation/zoned-time.js'
import { pushdownOf } from '../../../../src/conformance/samples.js'
import { declare, formOf } from './declared.js'

function callsOf(settings: Record<string, unknown> = {}, username = 'admin'): ListDeclaration<'calls'> {
  const { calls } = declare(settings, username).lists
  if (calls === undefined) throw new Error('mor declares no calls')
  return calls
}

const ask = (fromMs: number, toMs: number, customerId?: string) => ({
  filter: customerId === undefined ? {} : { customerId },
  window: { style: 'slice', fromMs, toMs, offset: 0, limit: Number.POSITIVE_INFINITY, token: null } as const,
  detail: 'full' as const,
})

describe('the hash of user_calls_get', () => {
  const { auth } = declare({ hash: 'key' }, 'admin')
  const hashOf = (customerId: string | undefined, variant: string): string | null => {
    if (auth.scheme !== 'signed') throw new Error('mor signs its requests')
    const request = callsOf().request(ask(Date.UTC(2026, 2, 1), Date.UTC(2026, 2, 2), customerId))
    return new URLSearchParams(formOf(auth.sign(request, variant))).get('hash')
  }

  test.each(['key', 'username+key'])('has the values of its parameters in order, without the user: %s', (variant) => {
    expect(hashOf('123', variant)).toBe('df1cdb96af57d29749b6fa6af433f967deb60c00')
  })

  test('does not have "all" for a user', () => {
    expect(hashOf(undefined, 'key')).toBe('baaad77ad3532243bb11187e50dc11698304fe74')
  })

  test('is left out where MOR does not check it', () => {
    expect(hashOf('123', 'none')).toBeNull()
  })
})

describe('the start of a call', () => {
  const startOf = (row: Row, settings: Record<string, unknown> = { timeZone: 'Europe/Vilnius' }) =>
    callsOf(settings).fields.startedAt.read(row)

  test('report 15: is read in the zone of the server at that time, not with the offset of now', () => {
    const row = { calldate2: '2026-03-28 12:00:00', timezone: 'GMT +03:00', uniqueid: '' }
    expect(startOf(row)).toBe('2026-03-28T10:00:00Z')
  })

  // The clock of Vilnius shows 03:30 twice on that day.
  test.each([
    ['1792888200.1', '2026-10-25T00:30:00Z'],
    ['1792891800.1', '2026-10-25T01:30:00Z'],
    // A channel that was created some seconds before.
    ['node1-1792891797.9', '2026-10-25T01:30:00Z'],
    // No clue, or one of another day or hour: the earlier time is meant.
    ['7.1', '2026-10-25T00:30:00Z'],
    ['1792895400.1', '2026-10-25T00:30:00Z'],
    ['', '2026-10-25T00:30:00Z'],
  ])('report 16: in the repeated hour, uniqueid %j decides', (uniqueid, expected) => {
    expect(startOf({ calldate2: '2026-10-25 03:30:00', uniqueid })).toBe(expected)
  })

  test('an hour that the clock skips is read by the offset before it', () => {
    expect(startOf({ calldate2: '2026-03-29 03:30:00' })).toBe('2026-03-29T01:30:00Z')
  })

  test('the zone of the server may differ from that of the user of active calls', () => {
    const settings = { timeZone: 'America/New_York', serverTimeZone: 'Asia/Kolkata' }
    expect(startOf({ calldate2: '2026-03-01 12:00:00' }, settings)).toBe('2026-03-01T06:30:00Z')
  })

  test.each(['', ' ', '0000-00-00 00:00:00', '2026-02-30 12:00:00', 'yesterday'])('%j is none', (calldate2) => {
    expect(startOf({ calldate2 })).toBeNull()
    expect(callsOf().orderTime({ calldate2 })).toBeNull()
  })
})

describe('a period', () => {
  /** What MOR does with it: both ends become local times, and texts are compared. */
  const finds = (form: string, atMs: number, zone: string): boolean => {
    const parameters = new URLSearchParams(form)
    const local = (epochMs: number) => zonedIsoTime(epochMs, zone).slice(0, 19)
    const [from, till] = ['period_start', 'period_end'].map((name) => local(Number(parameters.get(name)) * 1000))
    return local(atMs) >= String(from) && local(atMs) <= String(till)
  }
  /** When the clock of a zone is changed: back, back by half an hour, forward, never. */
  const CHANGES = [
    ['Europe/Vilnius', Date.UTC(2026, 9, 25, 1)],
    ['Australia/Lord_Howe', Date.UTC(2026, 3, 4, 15)],
    ['Europe/Vilnius', Date.UTC(2026, 2, 29, 1)],
    ['Asia/Kolkata', Date.UTC(2026, 5, 1)],
  ] as const

  test('has every call that starts in the slice, also around changes of the clock', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...CHANGES),
        fc.integer({ min: -5400, max: 5400 }),
        fc.integer({ min: 1, max: 7200 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        ([serverTimeZone, change], begin, length, share) => {
          const fromMs = change + begin * 1000
          const form = formOf(callsOf({ serverTimeZone }).request(ask(fromMs, fromMs + length * 1000)))
          const second = fromMs + Math.floor(share * (length - 1)) * 1000
          expect(finds(form, second, serverTimeZone)).toBe(true)
        },
      ),
      { numRuns: 500 },
    )
  })

  test('is not wider than the slice elsewhere', () => {
    const form = formOf(
      callsOf({ serverTimeZone: 'Europe/Vilnius' }).request(ask(Date.UTC(2026, 5, 1), Date.UTC(2026, 5, 2))),
    )
    expect(form).toContain(`period_start=${Date.UTC(2026, 5, 1) / 1000}&period_end=${Date.UTC(2026, 5, 2) / 1000 - 1}&`)
  })
})

describe('conditions that MOR would drop', () => {
  test.each(['+370', '007', 'all', '', '12 ', 'office'])(
    'a customer %j is not sent, and matches nothing',
    (customerId) => {
      expect(pushdownOf(callsOf().pushdown.customerId, customerId)).toBe('unsupported')
    },
  )

  test('an account is never sent', () => {
    expect(pushdownOf(callsOf().pushdown.accountId, '999999')).toBe('unsupported')
  })

  test.each(['+370', '0044', 'alice', '%', ''])('a part of a number, %j, is not sent', (callee) => {
    expect(pushdownOf(callsOf().pushdown.callee, callee)).toBe('none')
  })
})

test.each([
  ['ANSWERED(16)', 'COMPLETED', 16],
  ['ANSWERED', 'COMPLETED', null],
  ['BUSY(17)', 'BUSY', 17],
  ['NO ANSWER(19)', 'NO_ANSWER', 19],
  ['NO ANSWER', 'NO_ANSWER', null],
  ['NO ANSWER(16)', 'CANCELED', 16],
  ['FAILED(21)', 'FAILED', 21],
  ['FAILED(0)', 'FAILED', 0],
  ['CONGESTION(34)', 'UNKNOWN', 34],
  ['', 'UNKNOWN', null],
  ['(16)', 'UNKNOWN', null],
])('dispod %j is %s', (dispod, status, cause) => {
  const { fields } = callsOf()
  expect(fields.status.read({ dispod })).toBe(status)
  expect(fields.disconnectCause.read({ dispod })?.code ?? null).toBe(cause)
})
