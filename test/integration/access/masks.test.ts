// Masks over HTTP: whatever a principal with masks queries, and on whichever path it is answered, no masked value is in the
// text of the answer; and conditions on masked fields are refused, as they would reveal them digit by digit.

import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { MASK_CLASSES, type MaskClass, toMask } from '../../../src/access/rights/masks.js'
import { SCOPE_NAMES } from '../../../src/access/rights/scopes.js'
import { buildGraphSchema } from '../../../src/graphql/schema/build-schema.js'
import { valueAt } from '../../support/path-query.js'
import { runs } from '../../support/runs.js'
import { type Stack, startStack } from '../../support/stack.js'
import { keyedRoles } from './keyed-roles.js'
import { everythingOf, shownIn, valuesIn } from './whole-records.js'

const schema = buildGraphSchema()
const SCOPES = SCOPE_NAMES.filter((scope) => scope !== 'pii:full')
const subsets: readonly (readonly MaskClass[])[] = Array.from({ length: 2 ** MASK_CLASSES.length }, (_, bits) =>
  MASK_CLASSES.filter((_, at) => (bits & (1 << at)) !== 0),
)
const nameOf = (mask: readonly MaskClass[]): string => ['masked', ...mask].join('-')
const { access, ask, headersOf } = keyedRoles(
  Object.fromEntries(subsets.map((mask) => [nameOf(mask), { scopes: SCOPES, mask: [...mask] }])),
  {
    partly: {
      own: { scopes: ['active:read'], sources: { 'mor-demo': { customers: ['2', '3'] } } },
      others: { scopes: ['active:read'], sources: { 'mor-demo': 'all' }, mask: [...MASK_CLASSES] },
    },
  },
)
const EVERYTHING = nameOf([])
/** Of MOR, the rows of two customers are shown whole, and all others masked. */
const OWN = ['2', '3']

let stack: Stack
beforeAll(async () => {
  stack = await startStack({ access })
})
afterAll(() => stack?.close())

const all = (type: string): string => everythingOf(schema, type)
const anyRecord = ['Call', 'Session', 'ActiveCall'].map((type) => `... on ${type} { ${all(type)} }`).join(' ')

/** Where records are found, without arguments that a mask refuses. */
const DOCUMENTS: Readonly<Record<string, string>> = {
  calls: `{ calls(first: 8) { nodes { ${all('Call')} } } }`,
  sessions: `{ sessions(first: 8) { edges { node { ${all('Session')} } } } }`,
  accounts: `{ sipAccounts(first: 20) { nodes { ${all('SipAccount')} } } }`,
  customers: `{ customers(first: 40) { nodes { ${all('Customer')} } } }`,
  'calls in progress': `{ activeCalls(first: 12) { nodes { ${all('ActiveCall')} } } }`,
  'links of calls': `{ calls(first: 3) { nodes { parentCall { ${all('Call')} } session { ${all('Session')} } } } }`,
  'links of sessions': `{ sessions(first: 6, filter: { direction: OUTBOUND }) { nodes {
    relatedSession { ${all('Session')} } sourceVoiceAccount { ${all('SipAccount')} } } } }`,
  'links of calls in progress': `{ activeCalls(first: 4) { nodes { session { ${all('Session')} } call { ${all('Call')} } } } }`,
  traces: `{ activeCalls(first: 3) { nodes { trace { sipCallId records { ${anyRecord} } } } } }`,
  statistics: `{ activeCallStats(groupBy: [CUSTOMER, COUNTRY, ACCOUNT]) {
    groups { accountId country total customer { ${all('Customer')} } } } }`,
  'statistics of ended calls': `{ callStats(
    filter: { startedFrom: "2026-01-01T00:00:00Z", startedTo: "2027-01-01T00:00:00Z" }
    groupBy: [CUSTOMER, COUNTRY, ACCOUNT, DESTINATION, DISCONNECT_CAUSE, CARRIER, DAY]) { ${all('CallStats')} } }`,
}

const IP_V4 = /\b(?:\d{1,3}\.){3}\d{1,3}\b/

async function expectHidden(mask: readonly MaskClass[], document: string): Promise<void> {
  const whole = await ask(stack, EVERYTHING, document)
  const hidden = valuesIn(whole.body.data, toMask(mask))
  // The name of a customer is shown, and may also be that of a device.
  const shown = shownIn(whole.body.data, toMask(mask)).join(' ')
  const nowhere = hidden.filter((value) => !shown.includes(value))
  for (const _ of ['by Apollo', 'by the fast path']) {
    const { body, text } = await ask(stack, nameOf(mask), document)
    expect(body.errors ?? []).toEqual(whole.body.errors ?? [])
    expect(nowhere.filter((value) => text.includes(JSON.stringify(value).slice(1, -1)))).toEqual([])
    expect(valuesIn(body.data, toMask(mask)).filter((value) => hidden.includes(value))).toEqual([])
    if (mask.includes('ip')) expect(text).not.toMatch(IP_V4)
  }
}

test('no masked value is in any answer, on both ways, for any mask', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...subsets.filter((mask) => mask.length > 0)),
      fc.constantFrom(...Object.values(DOCUMENTS)),
      expectHidden,
    ),
    { numRuns: runs(40) },
  )
})

test.each(Object.entries(DOCUMENTS))('every class at once is masked in %s', async (_, document) => {
  await expectHidden(MASK_CLASSES, document)
})

test('the plan of an answer does not show the requests of those who see it masked', async () => {
  const document = DOCUMENTS['links of sessions'] ?? ''
  const explained = (name: string) =>
    stack.query(document, undefined, { ...headersOf(name), 'x-trunkline-explain': '1' })
  const whole = await explained(EVERYTHING)
  expect(whole.text).toContain('/sbc/session')
  const hidden = valuesIn(whole.body.data, toMask(MASK_CLASSES)).filter((value) => !value.includes('anonymous'))
  for (const _ of [1, 2]) {
    stack.clock.nowMs += 3_600_000
    const { text } = await explained(nameOf(MASK_CLASSES))
    expect(text).toContain('"plan"')
    expect(text).not.toContain('/sbc/session')
    expect(text).not.toMatch(IP_V4)
    expect(hidden.filter((value) => value.includes('@') && text.includes(value))).toEqual([])
  }
})

test('a number shows its country and first digits, and nothing that is its key elsewhere', async () => {
  const document =
    '{ calls(first: 5, sources: ["telecomx-demo"]) { nodes { caller { number e164 name phoneNumber { number } } } } }'
  const { body } = await ask(stack, nameOf(['phone']), document)
  const callers = valueAt(body.data, 'calls.nodes.caller')
  expect(callers).toHaveLength(5)
  for (const caller of Array.isArray(callers) ? callers : [])
    expect(caller).toEqual({
      number: expect.stringMatching(/^\+?\d{2,4}\*{4,}$/),
      e164: expect.stringMatching(/^\+\d{4}\*{4,}$/),
      name: null,
      phoneNumber: null,
    })
})

test('each row is shown as the grants that cover it allow, and counts of rows are not secret', async () => {
  const document = `{ activeCalls(first: 200, sources: ["mor-demo"]) {
    totalCount nodes { nativeId caller { number } customer { nativeId } mor { destinationUserId channel } } } }`
  for (const _ of [1, 2]) {
    const [partly, whole] = [await ask(stack, 'partly', document), await ask(stack, EVERYTHING, document)]
    expect(valueAt(partly.body.data, 'activeCalls.totalCount')).toBe(valueAt(whole.body.data, 'activeCalls.totalCount'))
    const shown = [valueAt(partly.body.data, 'activeCalls.nodes')].flat()
    const all = [valueAt(whole.body.data, 'activeCalls.nodes')].flat()
    const isOwn = (node: unknown): boolean =>
      ['customer.nativeId', 'mor.destinationUserId'].some((path) =>
        OWN.includes(String(valueAt({ node }, `node.${path}`))),
      )
    expect(all.some(isOwn)).toBe(true)
    expect(all.every(isOwn)).toBe(false)
    all.forEach((node, at) => {
      if (isOwn(node)) return expect(shown[at]).toEqual(node)
      expect(valueAt({ node: shown[at] }, 'node.mor.channel')).toBeNull()
      expect(valueAt({ node: shown[at] }, 'node.caller.number')).toMatch(/\*|^anonymous$/)
    })
  }
})

describe('a record whose id holds an address', () => {
  const masked = nameOf(['ip'])
  const LIST = '{ sessions(first: 1) { nodes { id nativeId sipCallId direction } } }'
  const first = async (name: string) => {
    const { data } = (await ask(stack, name, LIST)).body
    const [id = '', nativeId = ''] = ['id', 'nativeId'].map((field) =>
      String([valueAt(data, `sessions.nodes.${field}`)].flat()[0]),
    )
    return { id, nativeId, sipCallId: [valueAt(data, 'sessions.nodes.sipCallId')].flat()[0] }
  }

  test('has an encrypted id, the same one each time, that does not hold it', async () => {
    const [shown, again, whole] = [await first(masked), await first(masked), await first(EVERYTHING)]
    expect(whole.nativeId).toMatch(/@/)
    expect(again).toEqual(shown)
    expect(shown.sipCallId).toBeNull()
    expect(shown.nativeId).toMatch(/^masked:/)
    expect(Buffer.from(shown.id, 'base64url').toString()).not.toContain(whole.nativeId)
  })

  test('is found again by that id, as a node and as an entity, and its links lead on', async () => {
    const shown = await first(masked)
    const byId =
      'query ($id: ID!) { node(id: $id) { ... on Session { id nativeId trace { sipCallId records { id } } } } }'
    const entity = `query ($of: [_Any!]!) { _entities(representations: $of) { ... on Session { id nativeId } } }`
    for (const _ of [1, 2]) {
      const node = await ask(stack, masked, byId, { id: shown.id })
      const { id, nativeId } = shown
      expect(valueAt(node.body.data, 'node')).toEqual({
        ...{ id, nativeId },
        trace: { sipCallId: null, records: expect.arrayContaining([{ id }]) },
      })
      const { body } = await ask(stack, masked, entity, { of: [{ __typename: 'Session', id }] })
      expect(body.data).toEqual({ _entities: [{ id, nativeId }] })
    }
  })

  test('is not found by an encrypted id that was changed', async () => {
    const { id } = await first(masked)
    const plain = Buffer.from(id, 'base64url').toString()
    const forged = `${plain.slice(0, -3)}${plain.at(-3) === 'A' ? 'B' : 'A'}${plain.slice(-2)}`
    const other = Buffer.from(forged).toString('base64url')
    const { body } = await ask(stack, masked, `{ node(id: "${other}") { id } }`)
    expect(valueAt(body.data, 'node')).toBeNull()
  })
})

/** Conditions that would reveal masked fields, and the mask. */
const ORACLES: readonly (readonly [string, MaskClass, string])[] = [
  ['a caller that begins with', 'phone', '{ calls(filter: { caller: "+4570" }) { totalCount } }'],
  ['a whole number', 'phone', '{ sessions(filter: { number: "+4570305050" }) { totalCount } }'],
  ['a callee that contains', 'phone', '{ activeCalls(filter: { callee: "305" }) { totalCount } }'],
  ['the prefix of a DID', 'phone', '{ activeCalls(filter: { mor: { didPrefix: "4%" } }) { totalCount } }'],
  ['the lists of a number', 'phone', '{ phoneNumber(number: "+4570305050") { calls { totalCount } } }'],
  ['the accounts of a number', 'phone', '{ phoneNumber(number: "+4570305050") { sipAccounts { totalCount } } }'],
  ['text in accounts, by numbers', 'phone', '{ sipAccounts(filter: { search: "457" }) { totalCount } }'],
  ['text in accounts, by addresses', 'ip', '{ sipAccounts(filter: { search: "192" }) { totalCount } }'],
  ['text in accounts, by notes', 'notes', '{ sipAccounts(filter: { search: "debt" }) { totalCount } }'],
  ['accounts of a number', 'phone', '{ sipAccounts(filter: { number: "70305050" }) { totalCount } }'],
  ['a connection', 'routing', '{ activeCalls(filter: { portasip: { connectionId: 1 } }) { totalCount } }'],
  ['a provider', 'routing', '{ activeCalls(filter: { mor: { providerId: "1" } }) { totalCount } }'],
  ['statistics of a number', 'phone', '{ activeCallStats(filter: { number: "+45703" }) { total } }'],
  [
    'statistics of ended calls of a number',
    'phone',
    '{ callStats(filter: { callee: "+45703", startedFrom: 0, startedTo: 1 }, groupBy: []) { attempts } }',
  ],
  [
    'a link with a filter',
    'phone',
    '{ customer(source: "telecomx-demo", nativeId: "0123456789abcdef01234567") { sessions(filter: { number: "+4570" }) { totalCount } } }',
  ],
]

describe.each(ORACLES)('%s', (_, hidden, document) => {
  test(`is FORBIDDEN where ${hidden} is masked, twice, and nothing is requested from a vendor`, async () => {
    const sent = () => Object.values(stack.hosts).reduce((sum, host) => sum + (host?.requests.length ?? 0), 0)
    const before = sent()
    for (const _ of [1, 2]) {
      const { body } = await ask(stack, nameOf([hidden]), document)
      expect(body.data ?? null).toBeNull()
      expect(body.errors).toEqual([
        {
          message: expect.stringContaining(`is about what is masked (${hidden})`),
          extensions: { code: 'FORBIDDEN', scope: 'pii:full', field: expect.any(String) },
        },
      ])
    }
    expect(sent()).toBe(before)
  })

  test('is answered where nothing is masked, also after it was refused', async () => {
    const { body } = await ask(stack, EVERYTHING, document)
    expect(body.errors ?? []).toEqual([])
  })
})

test('a condition in a variable is FORBIDDEN as well, and the same operation without it is answered', async () => {
  const document =
    'query ($filter: CallFilter) { calls(first: 1, sources: ["restcomm-demo"], filter: $filter) { nodes { direction } } }'
  const masked = nameOf(['phone'])
  for (const _ of [1, 2]) {
    const refused = await ask(stack, masked, document, { filter: { caller: '+4570' } })
    expect(refused.body.errors?.[0]?.extensions?.['code']).toBe('FORBIDDEN')
    const answered = await ask(stack, masked, document, { filter: { caller: null, direction: 'INBOUND' } })
    expect(answered.body.errors ?? []).toEqual([])
  }
})
