// Whatever a source does: its report says what is wrong, the others' rows are there, and nothing gets through.

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ErrorCode } from '../../schema/enums.js'
import { askBeside, bytesRead, type ChaosStack, startChaosStack } from './chaos-stack.js'
import { type Dialect, DIALECTS } from './dialects.js'
import { MAX_RESPONSE_BYTES, type Misbehaviour, RETRY_AFTER_SECONDS } from './misbehaviours.js'

let running: ChaosStack
beforeAll(async () => {
  running = await startChaosStack()
})
afterAll(async () => running?.close())

const everywhere = (code: ErrorCode): Record<Dialect, ErrorCode> => ({
  telecomx: code, portasip: code, restcomm: code, mor: code,
})

const CODES: Partial<Record<Misbehaviour, Partial<Record<Dialect, ErrorCode>>>> = {
  'status-500': everywhere('UNAVAILABLE'),
  'status-503': everywhere('UNAVAILABLE'),
  'status-429': everywhere('THROTTLED'),
  reset: everywhere('UNREACHABLE'),
  'half-a-body': everywhere('UNREACHABLE'),
  'half-a-document': everywhere('PROTOCOL'),
  'length-too-long': everywhere('UNREACHABLE'),
  'length-too-short': everywhere('PROTOCOL'),
  'gzip-bomb': everywhere('TOO_LARGE'),
  'gzip-cut-short': everywhere('PROTOCOL'),
  'xml-bomb': everywhere('PROTOCOL'),
  doctype: everywhere('PROTOCOL'),
  'one-long-tag': { ...everywhere('TOO_LARGE'), portasip: 'PROTOCOL', mor: 'PROTOCOL' },
  'one-tag-often': { ...everywhere('TOO_LARGE'), portasip: 'PROTOCOL' },
  'deep-nesting': everywhere('PROTOCOL'),
  'wrong-charset': everywhere('PROTOCOL'),
  'unknown-charset': everywhere('PROTOCOL'),
  'login-page': everywhere('PROTOCOL'),
  'error-in-200': { telecomx: 'UNAVAILABLE', portasip: 'REJECTED', restcomm: 'PROTOCOL', mor: 'REJECTED' },
  'odd-fault': { portasip: 'REJECTED' },
  'retry-after-years-off': everywhere('UNAVAILABLE'),
  redirect: everywhere('PROTOCOL'),
}

const cases = Object.entries(CODES).flatMap(([name, codes]) =>
  DIALECTS.flatMap((dialect) => {
    const code = codes[dialect]
    return code === undefined ? [] : [[name as Misbehaviour, dialect, code] as const]
  }),
)

const DAY_SECONDS = 86_400
const RETRY_AFTER: Partial<Record<Misbehaviour, number>> = {
  'status-503': RETRY_AFTER_SECONDS,
  'status-429': RETRY_AFTER_SECONDS,
  'retry-after-years-off': DAY_SECONDS,
}

test.for(cases)('%s (%s) is %s, and nobody else notices', async ([name, dialect, code]) => {
  const report = await askBeside(running, name, dialect)
  expect(report).toMatchObject({
    status: 'FAILED',
    fetchedAt: null,
    error: { code, retryAfterSeconds: RETRY_AFTER[name] ?? null },
  })
  expect(report.requests).toBe(running.chaos.received(`${name}/${dialect}`))
})

/** What may be under way on a connection when the gateway ends it. */
const UNDER_WAY_BYTES = 256 * 1024

describe('memory stays flat:', () => {
  test.for(DIALECTS)('a gzip bomb is not unpacked beyond the limit (%s)', async (dialect) => {
    await askBeside(running, 'gzip-bomb', dialect)
    expect(bytesRead(running, `gzip-bomb-${dialect}`)).toBeLessThan(UNDER_WAY_BYTES)
  })

  test.for(['portasip', 'mor'] as const)('a tag that does not end is not waited for (%s)', async (dialect) => {
    await askBeside(running, 'one-long-tag', dialect)
    expect(bytesRead(running, `one-long-tag-${dialect}`)).toBeLessThan(MAX_RESPONSE_BYTES / 2)
  })

  test.for(['portasip', 'mor'] as const)('elements that are never closed are not collected (%s)', async (dialect) => {
    await askBeside(running, 'deep-nesting', dialect)
    expect(bytesRead(running, `deep-nesting-${dialect}`)).toBeLessThan(UNDER_WAY_BYTES)
  })

  test.for(DIALECTS)('what is longer than the limit is not read to its end (%s)', async (dialect) => {
    await askBeside(running, 'one-tag-often', dialect)
    expect(bytesRead(running, `one-tag-often-${dialect}`)).toBeLessThan(MAX_RESPONSE_BYTES + UNDER_WAY_BYTES)
  })
})

test('an entity of another document is never fetched, a redirect never followed', async () => {
  for (const dialect of DIALECTS) {
    await askBeside(running, 'doctype', dialect)
    await askBeside(running, 'redirect', dialect)
  }
  expect(running.chaos.strays).toEqual([])
})
