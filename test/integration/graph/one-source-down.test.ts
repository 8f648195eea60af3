// A list over systems of all vendors, one of which misbehaves: the others' rows are there, its own report says
// what is wrong, and nothing that it sent or was sent gets through.

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ErrorCode } from '../../../schema/enums.js'
import { valueAt } from '../../support/path-query.js'
import { type HostileServer, RETRY_AFTER_SECONDS, startHostileServer } from '../../support/scripted/hostile.js'
import {
  expectNoLeak,
  hostileSources,
  LOGGING_IN,
  LONG_MS,
  nameOf,
  type Trouble,
  VARIANTS,
  type Variant,
  VENDORS,
  vendorOf,
} from '../../support/scripted/hostile-sources.js'
import { type GraphAnswer, type Stack, startStack } from '../../support/stack.js'

const SHORT_MS = 80
const DEADLINE_MS = 2500

/** A source that hangs meets its timeout here; nothing else meets one, nor the deadline. */
let stack: Stack
let hostile: HostileServer
/** A source that hangs meets the deadline here. */
let hurried: Stack
let hostileToHurried: HostileServer

beforeAll(async () => {
  hostile = await startHostileServer()
  hostileToHurried = await startHostileServer()
  stack = await startStack({
    vendors: VENDORS,
    sources: hostileSources(hostile, SHORT_MS),
    server: { deadlineMs: LONG_MS },
  })
  hurried = await startStack({
    vendors: VENDORS,
    sources: hostileSources(hostileToHurried, LONG_MS),
    server: { deadlineMs: DEADLINE_MS },
  })
  // What is done once, such as logging in, does not count against the deadline.
  await hurried.query(DOCUMENT, { sources: VENDORS.map((vendor) => `${vendor}-demo`) })
})
afterAll(async () => {
  await stack?.close()
  await hurried?.close()
  await hostile?.close()
  await hostileToHurried?.close()
})

const DOCUMENT = `query ($sources: [String!], $requireAll: Boolean) {
  activeCalls(first: 200, sources: $sources, requireAllSources: $requireAll) {
    totalCount
    total { count precision }
    nodes { id source { name } caller { number } }
    sources { source { name } status error { code message retryable retryAfterSeconds } totalCount fetchedAt requests }
  }
}`

const goodOf = (variant: Variant): string[] =>
  VENDORS.filter((vendor) => vendor !== vendorOf(variant)).map((vendor) => `${vendor}-demo`)

/** The others have answered in full. */
function expectOthers({ body, status }: GraphAnswer, good: readonly string[]): void {
  expect(status).toBe(200)
  expect(body.errors).toBeUndefined()
  expect(new Set([valueAt(body.data, 'activeCalls.nodes.source.name')].flat())).toEqual(new Set(good))
  for (const name of good)
    expect(valueAt(body.data, 'activeCalls.sources')).toContainEqual({
      source: { name },
      status: 'OK',
      error: null,
      totalCount: expect.any(Number),
      fetchedAt: expect.any(String),
      requests: expect.any(Number),
    })
  const counts = [valueAt(body.data, 'activeCalls.sources.totalCount')].flat().map(Number)
  expect([valueAt(body.data, 'activeCalls.nodes.id')].flat()).toHaveLength(counts.reduce((sum, count) => sum + count))
  expect(body.data).toMatchObject({ activeCalls: { totalCount: null, total: { precision: 'AT_LEAST' } } })
}

/** The code where it is the same for every vendor, and where it is not. */
const CODES: Readonly<Record<Trouble, ErrorCode | Partial<Record<Variant, ErrorCode>>>> = {
  refused: 'UNREACHABLE',
  'hangs-before-head': 'TIMEOUT',
  'hangs-after-head': 'TIMEOUT',
  'html-200': 'PROTOCOL',
  'html-500': 'UNAVAILABLE',
  'wrong-root': 'PROTOCOL',
  garbage: 'PROTOCOL',
  'not-http': 'PROTOCOL',
  'cut-short': 'UNREACHABLE',
  empty: 'PROTOCOL',
  // What the vendor says is what counts, whatever the status.
  'error-in-200': {
    telecomx: 'UNAVAILABLE',
    'telecomx-login': 'UNAVAILABLE',
    portasip: 'REJECTED',
    restcomm: 'PROTOCOL',
    mor: 'REJECTED',
    portaone: 'UNAVAILABLE',
    twilio: 'PROTOCOL',
  },
  'too-large': 'TOO_LARGE',
  'status-401': 'UNAUTHENTICATED',
  'status-429': 'THROTTLED',
  redirect: 'PROTOCOL',
}
const codeOf = (failure: Trouble, variant: Variant): ErrorCode | undefined => {
  // Any refusal of a log-in concerns the credentials.
  if (failure === 'status-429' && LOGGING_IN.has(variant)) return 'UNAUTHENTICATED'
  const code = CODES[failure]
  return typeof code === 'string' ? code : code[variant]
}
const RETRYABLE: ReadonlySet<unknown> = new Set<ErrorCode>(['UNREACHABLE', 'TIMEOUT', 'UNAVAILABLE', 'THROTTLED'])
const troubles = Object.keys(CODES).filter((name): name is Trouble => name in CODES)

describe.each(troubles)('a source that is %s', (failure) => {
  test.for(VARIANTS)('of %s fails alone', async (variant) => {
    const name = nameOf(failure, variant)
    const good = goodOf(variant)
    stack.log.length = 0
    const answer = await stack.query(DOCUMENT, { sources: [name, ...good] })
    expectOthers(answer, good)
    const code = codeOf(failure, variant)
    expect(valueAt(answer.body.data, 'activeCalls.sources')).toContainEqual({
      source: { name },
      status: 'FAILED',
      error: {
        code,
        message: expect.stringMatching(/\S/),
        retryable: RETRYABLE.has(code),
        retryAfterSeconds: code === 'THROTTLED' ? RETRY_AFTER_SECONDS : null,
      },
      totalCount: null,
      fetchedAt: null,
      requests: failure === 'refused' ? 1 : hostile.received(`${failure}/${variant}`),
    })
    expectNoLeak(answer.text)
    expect(stack.log.join('')).toContain(name)
    expectNoLeak(stack.log.join(''))
    if (failure.startsWith('hangs')) await hostile.released(`${failure}/${variant}`)
  })
})

describe.concurrent('a source that hangs', () => {
  const hangs = ['hangs-before-head', 'hangs-after-head'] as const
  test.for(VARIANTS.flatMap((variant) => hangs.map((how) => [how, variant] as const)))(
    '(%s, %s) costs at most the deadline, and is let go',
    async ([how, variant]) => {
      const name = nameOf(how, variant)
      const good = goodOf(variant)
      const answer = await hurried.query(DOCUMENT, { sources: [name, ...good] })
      expectOthers(answer, good)
      const error = expect.objectContaining({ code: 'DEADLINE', retryable: true, retryAfterSeconds: null })
      const report = expect.objectContaining({ source: { name }, status: 'FAILED', error })
      expect(valueAt(answer.body.data, 'activeCalls.sources')).toContainEqual(report)
      expectNoLeak(answer.text)
      expectNoLeak(hurried.log.join(''))
      // Kept only when the gateway has closed the connection of the request. A log-in is everybody's, and ends with its
      // own timeout, as the tests above have it.
      if (!LOGGING_IN.has(variant)) await hostileToHurried.released(`${how}/${variant}`)
    },
  )
})

describe('when no answer is enough', () => {
  const all = ['refused-telecomx', 'html-500-portasip', 'status-401-restcomm', 'wrong-root-mor']

  test('because all sources failed, the list is an error with every report', async () => {
    const answer = await stack.query(DOCUMENT, { sources: all })
    expect(answer.status).toBe(200)
    expect(answer.body.data).toEqual({ activeCalls: null })
    expect(answer.body.errors).toMatchObject([{ path: ['activeCalls'], extensions: { code: 'SOURCES_FAILED' } }])
    const reports = answer.body.errors?.[0]?.extensions?.['sources']
    expect(reports).toHaveLength(4)
    expect(reports).toMatchObject([
      { source: 'html-500-portasip', status: 'FAILED', error: { code: 'UNAVAILABLE', retryable: true } },
      { source: 'refused-telecomx', status: 'FAILED', error: { code: 'UNREACHABLE', retryable: true } },
      { source: 'status-401-restcomm', status: 'FAILED', error: { code: 'UNAUTHENTICATED', retryable: false } },
      { source: 'wrong-root-mor', status: 'FAILED', error: { code: 'PROTOCOL', retryable: false } },
    ])
    expectNoLeak(answer.text)
  })

  test('because all are required, the list is an error, with the reports of those that answered, too', async () => {
    const sources = ['html-500-mor', ...goodOf('mor')]
    const answer = await stack.query(DOCUMENT, { sources, requireAll: true })
    expect(answer.body.data).toEqual({ activeCalls: null })
    expect(answer.body.errors).toMatchObject([{ path: ['activeCalls'], extensions: { code: 'SOURCES_FAILED' } }])
    const reports = answer.body.errors?.[0]?.extensions?.['sources']
    expect(reports).toEqual([
      { source: 'html-500-mor', status: 'FAILED', error: expect.objectContaining({ code: 'UNAVAILABLE' }) },
      ...goodOf('mor')
        .toSorted()
        .map((source) => ({ source, status: 'OK', error: null })),
    ])
    expectNoLeak(answer.text)
  })

  test('other fields of the operation have their answers all the same', async () => {
    const { body } = await stack.query(`{
      broken: activeCalls(sources: ["html-500-mor"]) { totalCount }
      whole: activeCalls(sources: ["mor-demo"], requireAllSources: true) { totalCount }
    }`)
    expect(body.data).toEqual({ broken: null, whole: { totalCount: expect.any(Number) } })
    expect(body.errors).toMatchObject([{ path: ['broken'], extensions: { code: 'SOURCES_FAILED' } }])
  })
})
