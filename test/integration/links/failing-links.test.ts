// Every link between records, while the linked records cannot be read: the record that it starts from is unchanged, with
// an error on the link's path.

import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { basePathOf } from '../../../adapters/restcomm/simulator/options.js'
import { ask } from '../../support/ask.js'
import { type Intercepted, startIntercepted } from '../../support/interceptor.js'
import type { ScriptedRequest } from '../../support/scripted/scripted-server.js'

type Fails = (request: ScriptedRequest) => boolean
type Link = readonly [list: string, link: string, fails: Fails]

const LUNCH = { status: 503, body: 'The demo is out to lunch.' }
const asks =
  (name: string, value?: string): Fails =>
  ({ query }) =>
    query.get(name) !== null && (value === undefined || query.get(name) === value)
const under =
  (path: string): Fails =>
  (request) =>
    request.path.startsWith(path)
const either =
  (...all: readonly Fails[]): Fails =>
  (request) =>
    all.some((fails) => fails(request))

/** The places of a link in an answer, with what is there. */
function* linksIn(
  value: unknown,
  name: string,
  path: readonly (string | number)[] = [],
): Generator<{ readonly path: readonly (string | number)[]; readonly value: unknown }> {
  if (Array.isArray(value)) for (const [at, item] of value.entries()) yield* linksIn(item, name, [...path, at])
  else if (typeof value === 'object' && value !== null)
    for (const [key, inner] of Object.entries(value))
      if (key === name) yield { path: [...path, key], value: inner }
      else yield* linksIn(inner, name, [...path, key])
}
const without = (value: unknown, name: string): unknown =>
  JSON.parse(JSON.stringify(value, (key, inner: unknown) => (key === name ? undefined : inner)))

const CODES = ['UNAVAILABLE', 'SOURCES_FAILED', 'CIRCUIT_OPEN']

function describeLinks(source: string, basePath: string, options: object, links: readonly Link[]): void {
  describe(source, () => {
    let stack: Intercepted
    beforeAll(async () => {
      stack = await startIntercepted(source, basePath, {
        world: { history: 200, customers: 12 },
        overrides: { [source]: { retries: 0 } },
        ...options,
      })
      await ask(stack, `{ calls(first: 1, sources: ["${source}"]) { nodes { id } } }`)
    })
    afterAll(() => stack?.close())
    beforeEach(() => startAfresh())

    /** Without what was kept, and with every circuit closed. */
    async function startAfresh(): Promise<void> {
      stack.setFate(() => 'pass')
      await stack.restart()
    }

    test.for(links)('%s: %s', async ([list, link, fails]) => {
      const [name = ''] = /^\w+/.exec(link) ?? []
      const outer = list.includes('LINK') ? list : `${list} { nodes { id LINK } }`
      const document = `{ root: ${outer.replace('LINK', link)} }`
      const whole = await ask<unknown>(stack, document)
      expect(whole.errors).toBeUndefined()
      const there = [...linksIn(whole.data, name)].filter(({ value }) => value !== null)
      expect(there.length).toBeGreaterThan(0)
      await startAfresh()
      stack.setFate((request) => (fails(request) ? LUNCH : 'pass'))
      const broken = await ask<unknown>(stack, document)
      for (const { value } of linksIn(broken.data, name)) expect(value).toBeNull()
      const pathsOf = (all: readonly { readonly path?: readonly unknown[] }[]) =>
        all.map(({ path }) => JSON.stringify(path)).sort()
      expect(pathsOf(broken.errors ?? [])).toEqual(pathsOf(there))
      for (const { message, extensions } of broken.errors ?? []) {
        expect(CODES).toContain(extensions?.['code'])
        expect(message).not.toContain('lunch')
      }
      expect(without(broken.data, name)).toEqual(without(whole.data, name))
    })
  })
}

const TELECOMX = 'telecomx-demo'
const one = under('/sbc/session/')
describeLinks(TELECOMX, '', { vendors: ['telecomx'] }, [
  ['activeCalls(first: 3)', 'session { nativeId userAgent }', one],
  ['activeCalls(first: 20)', 'session { nativeId userAgent }', either(one, asks('full', 'true'))],
  ['activeCalls(first: 20)', 'call { nativeId status }', either(one, asks('full', 'true'))],
  ['calls(first: 5)', 'session { userAgent }', one],
  ['sessions(first: 100)', 'relatedSession { nativeId }', one],
  ['sessions(first: 20, filter: { direction: OUTBOUND })', 'sourceVoiceAccount { name }', under('/sip')],
  [
    'sessions(first: 5, filter: { direction: OUTBOUND }) { nodes { id sourceVoiceAccount { id userAgent LINK } } }',
    'ratePlan { id name }',
    ({ path }) => path === '/sip',
  ],
  [
    'sessions(first: 5, filter: { direction: OUTBOUND }) { nodes { id sourceVoiceAccount { id userAgent LINK } } }',
    'voiceUsage { date }',
    ({ path }) => path === '/sip',
  ],
  [
    'sessions(first: 20, filter: { direction: OUTBOUND }) { nodes { id sourceCustomer { id LINK } } }',
    'sipAccounts(first: 2) { nodes { id } }',
    under('/sip'),
  ],
  [
    'sessions(first: 5, filter: { direction: OUTBOUND }) { nodes { id sourceCustomer { id LINK } } }',
    'sessions(first: 2) { nodes { nativeId } }',
    asks('customer'),
  ],
  [
    'sessions(first: 5, filter: { direction: OUTBOUND }) { nodes { id sourceCustomer { id LINK } } }',
    'activeCalls(first: 2) { nodes { id } }',
    asks('live', 'true'),
  ],
  [
    'sessions(first: 5) { nodes { id callee { e164 phoneNumber { number LINK } } } }',
    'calls(first: 2) { nodes { id } }',
    asks('number'),
  ],
  [
    'sessions(first: 5) { nodes { id callee { e164 phoneNumber { number LINK } } } }',
    'activeCalls(first: 2) { nodes { id } }',
    asks('live', 'true'),
  ],
  [
    'sessions(first: 5) { nodes { id callee { e164 phoneNumber { number LINK } } } }',
    'sipAccounts(first: 2) { nodes { id } }',
    under('/sip'),
  ],
  ['sipAccounts(first: 30)', 'parentSipAccount { name }', either(under('/sip/'), asks('limit', '500'))],
  ['sipAccounts(first: 5)', 'sessions(first: 2) { nodes { id } }', under('/sbc/session')],
])

const product = { product: 'connect' } as const
const RESTCOMM = 'restcomm-demo'
describeLinks(RESTCOMM, basePathOf(product), { vendors: ['restcomm'], simulatorOptions: { restcomm: product } }, [
  ['calls(first: 100)', 'parentCall { nativeId }', ({ path }) => /\/Calls(\.json)?\/\w{34}/.test(path)],
  ['calls(first: 10)', 'childCalls(first: 2) { nodes { nativeId } }', asks('ParentCallSid')],
  ['activeCalls(first: 3)', 'call { nativeId status }', ({ path }) => /\/Calls(\.json)?\/\w{34}/.test(path)],
])
