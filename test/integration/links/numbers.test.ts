// One phone number across every source, however each of them writes it.

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { isRecorded } from '../../../adapters/restcomm/simulator/call-record.js'
import { restcommOptions } from '../../../adapters/restcomm/simulator/options.js'
import { phaseAt, type WorldCall } from '../../../adapters/simulation/contract.js'
import { idOf } from '../../../adapters/telecomx/simulator/native-ids.js'
import { numbersOf } from '../../../adapters/telecomx/simulator/session-object.js'
import { dataOf, wrongArgumentOf } from '../../support/ask.js'
import type { SentRow } from '../../support/scripted/answers.js'
import { type ScriptedVendors, startScriptedVendors } from '../../support/scripted/vendors.js'
import { type Stack, startStack } from '../../support/stack.js'

const NUMBER = '+4570305050'
const SID = `RN${'0'.repeat(32)}`

describe('as the vendors write it', () => {
  let vendors: ScriptedVendors
  let stack: Stack
  let written = NUMBER
  let accountNumbers: readonly string[] = []

  const rowOf = (vendor: string, operation: string): SentRow => {
    const other = '4580808080'
    if (operation.startsWith('GET /sip')) return { _id: 'A1', customer: 'C1', numbers: accountNumbers }
    const rows: Readonly<Record<string, SentRow>> = {
      telecomx: {
        callId: 'a@192.0.2.11',
        aNumber: written,
        bNumber: `+${other}`,
        started: '2026-03-03T11:59:00.000Z',
        direction: 'I',
      },
      portasip: { ID: '1', CALL_ID: 'b@192.0.2.11', CLI: written, CLD: other, CC_STATE: 'Connected' },
      restcomm: { Sid: SID, From: written, To: other, Status: 'COMPLETED', StartTime: '2026-03-03T12:58:00.000+01:00' },
      mor: { id: '1', status: 'Answered', src: written, localized_dst: other },
    }
    return rows[vendor] ?? {}
  }

  beforeAll(async () => {
    vendors = await startScriptedVendors({ row: rowOf, envelope: () => ({}) })
    const auth = { username: 'demo-user', password: 'demo-password' }
    const at = (vendor: string) => ({ vendor, url: `${vendors.origin}/${vendor}` })
    stack = await startStack({
      vendors: [],
      sources: {
        telecomx: { ...at('telecomx'), auth },
        portasip: { ...at('portasip'), auth, region: 'DK' },
        restcomm: { ...at('restcomm'), region: 'DK', auth: { accountSid: 'demo', authToken: 'demo-password' } },
        mor: {
          ...at('mor'),
          region: 'DK',
          timeZone: 'Europe/Vilnius',
          auth: { username: 'demo-user', secretKey: 'demo-secret-key' },
        },
      },
    })
  })
  afterAll(async () => {
    await stack?.close()
    await vendors?.close()
  })

  const ends = (list: string, sources: string) => `${list}(sources: [${sources}]) {
    nodes { source { name } caller { number e164 anonymous phoneNumber { number country } } callee { phoneNumber { number } } }
  }`
  const DOCUMENT = `query ($number: String!) { phoneNumber(number: $number) {
    number country
    ${ends('sessions', '"telecomx"')} ${ends('calls', '"telecomx", "restcomm"')} ${ends('activeCalls', '"telecomx", "portasip", "mor"')}
    sipAccounts { nodes { nativeId phoneNumbers { number country } } }
  } }`

  interface Told {
    readonly source: { readonly name: string }
  }
  type PhoneNumber = Record<'sessions' | 'calls' | 'activeCalls', { readonly nodes: readonly Told[] }> & {
    readonly sipAccounts: unknown
  }
  const bySource = (a: Told, b: Told): number => (a.source.name < b.source.name ? -1 : 1)

  const VENDORS_FORMS = ['+4570305050', '004570305050', '4570305050', '70305050', '+45 70 30 50 50', '0045 7030-5050']
  const CLIENTS_FORMS = [
    '+4570305050',
    '004570305050',
    '4570305050',
    '+45 70 30 50 50',
    ' 0045 70.30.50.50 ',
    '45 (70) 30-50-50',
  ]

  test.for(VENDORS_FORMS.map((form, at) => [form, CLIENTS_FORMS[at] ?? ''] as const))(
    '%s, it is found by %s at every source',
    async ([form, asked]) => {
      written = form
      accountNumbers = ['+4580808080', form]
      stack.clock.nowMs += 11_000
      const { phoneNumber } = await dataOf<{ phoneNumber: PhoneNumber }>(stack, DOCUMENT, { number: asked })
      const listed = (name: string) => ({
        source: { name },
        caller: { number: form, e164: NUMBER, anonymous: false, phoneNumber: { number: NUMBER, country: 'DK' } },
        callee: { phoneNumber: { number: '+4580808080' } },
      })
      expect(phoneNumber).toMatchObject({ number: NUMBER, country: 'DK' })
      expect(phoneNumber.sessions.nodes.toSorted(bySource)).toEqual([listed('telecomx')])
      expect(phoneNumber.calls.nodes.toSorted(bySource)).toEqual([listed('restcomm'), listed('telecomx')])
      expect(phoneNumber.activeCalls.nodes.toSorted(bySource)).toEqual([
        listed('mor'),
        listed('portasip'),
        listed('telecomx'),
      ])
      const phoneNumbers = [
        { number: '+4580808080', country: 'DK' },
        { number: NUMBER, country: 'DK' },
      ]
      expect(phoneNumber.sipAccounts).toEqual({ nodes: [{ nativeId: 'A1', phoneNumbers }] })
    },
  )

  test.for(['alice', 'Alice A', 'anonymous', 'Anonymous', 'unavailable', '101', 'sip:alice@192.0.2.1', ''])(
    '%j is no phone number',
    async (name) => {
      written = name
      accountNumbers = [name, NUMBER]
      stack.clock.nowMs += 11_000
      const document = `{
      ${ends('sessions', '"telecomx"')} ${ends('calls', '"restcomm"')} ${ends('activeCalls', '"portasip", "mor"')}
      sipAccounts { nodes { phoneNumbers { number } } }
    }`
      type Lists = Record<
        'sessions' | 'calls' | 'activeCalls',
        { readonly nodes: readonly { readonly caller: unknown }[] }
      >
      const { sipAccounts, ...lists } = await dataOf<Lists & { sipAccounts: unknown }>(stack, document)
      const nodes = Object.values(lists).flatMap((list) => list.nodes)
      expect(nodes).toHaveLength(4)
      const anonymous = /^(anonymous|unavailable)$/i.test(name)
      for (const { caller } of nodes)
        expect(caller).toEqual({ number: name === '' ? null : name, e164: null, anonymous, phoneNumber: null })
      expect(sipAccounts).toEqual({ nodes: [{ phoneNumbers: [{ number: NUMBER }] }] })
    },
  )

  test.for([
    '',
    ' ',
    'alice',
    'anonymous',
    '101',
    '70305050',
    '+45',
    '+45703',
    '00',
    '+',
    '1234567890123456789',
    '+4570305050;drop',
  ])('is not complete in %j: a clear error', async (number) => {
    vendors.seen.length = 0
    expect(await wrongArgumentOf(stack, DOCUMENT, { number })).toBe('number')
    expect(vendors.seen).toEqual([])
  })

  test('has no country where its code belongs to several', async () => {
    const document = 'query ($number: String!) { phoneNumber(number: $number) { number country } }'
    expect(await dataOf(stack, document, { number: '+80012345678' })).toEqual({
      phoneNumber: { number: '+80012345678', country: null },
    })
    expect(await dataOf(stack, document, { number: '+442079460123' })).toEqual({
      phoneNumber: { number: '+442079460123', country: 'GB' },
    })
  })
})

describe("the support desk's one query", () => {
  let stack: Stack
  beforeAll(async () => {
    stack = await startStack({ world: { history: 600, customers: 8 } })
  })
  afterAll(() => stack?.close())

  const SUPPORT_DESK = `query WhatIsGoingOnWith($number: String!) {
    phoneNumber(number: $number) {
      number country
      activeCalls(first: 100) { nodes { ...Seen state } sources { ...Report } }
      sessions(first: 500) { nodes { ...Seen endedReason } sources { ...Report } }
      calls(first: 500) { nodes { ...Seen status } sources { ...Report } }
      sipAccounts(first: 10) { nodes { nativeId name status numbers customer { nativeId } } sources { ...Report } }
    }
  }
  fragment Seen on CallRecord { nativeId source { name } startedAt caller { e164 } callee { e164 } }
  fragment Report on SourceReport { source { name } status error { code } }`

  interface Seen {
    readonly nativeId: string
    readonly source: { readonly name: string }
    readonly caller: { readonly e164: string | null }
    readonly callee: { readonly e164: string | null }
  }
  interface List<Node> {
    readonly nodes: readonly Node[]
    readonly sources: readonly { readonly source: { readonly name: string }; readonly status: string }[]
  }
  interface Desk {
    readonly phoneNumber: Record<'activeCalls' | 'sessions' | 'calls', List<Seen>> & {
      readonly sipAccounts: List<{ nativeId: string }>
    }
  }

  /** The calls of a vendor's system that this number is one end of, according to that system. */
  function callsOf(vendor: string, number: string): readonly WorldCall[] {
    const { world, clock } = stack
    return world.calls(vendor, clock.nowMs).filter((call) => {
      const { aNumber, bNumber } = numbersOf(call, world)
      return vendor === 'telecomx'
        ? aNumber === number || bNumber === number
        : call.caller === number || call.callee === number
    })
  }
  const count = (list: List<Seen>): Readonly<Record<string, number>> => {
    const counts: Record<string, number> = {}
    for (const { source } of list.nodes) counts[source.name] = (counts[source.name] ?? 0) + 1
    return counts
  }

  test('shows the records of a number, from every source that has it', async () => {
    const trunk = stack.world.trunks[0]
    const [number = ''] = trunk?.numbers ?? []
    const { phoneNumber } = await dataOf<Desk>(stack, SUPPORT_DESK, { number })
    const { nowMs } = stack.clock
    for (const list of [phoneNumber.activeCalls, phoneNumber.sessions, phoneNumber.calls]) {
      expect(list.nodes.length).toBeGreaterThan(0)
      for (const { caller, callee } of list.nodes) expect([caller.e164, callee.e164]).toContain(number)
    }
    const here = { nowMs, options: restcommOptions.parse({}) }
    const sessions = callsOf('telecomx', number).length
    expect(count(phoneNumber.sessions)).toEqual({ 'telecomx-demo': sessions })
    expect(count(phoneNumber.calls)).toMatchObject({
      'telecomx-demo': sessions,
      'restcomm-demo': callsOf('restcomm', number).filter((call) => isRecorded(call, here)).length,
    })
    const inPhase = (vendor: string, ...phases: string[]) =>
      callsOf(vendor, number).filter((call) => phases.includes(phaseAt(call, nowMs))).length
    const active = count(phoneNumber.activeCalls)
    expect(active['mor-demo'] ?? 0).toBe(inPhase('mor', 'ringing', 'connected'))
    expect(active['telecomx-demo'] ?? 0).toBe(inPhase('telecomx', 'setup', 'ringing', 'connected'))
    expect(active['restcomm-demo'] ?? 0).toBe(inPhase('restcomm', 'setup', 'ringing', 'connected'))
    expect(active['portasip-demo'] ?? 0).toBeGreaterThanOrEqual(inPhase('portasip', 'ringing', 'connected'))
    expect(Object.keys(active).length).toBeGreaterThan(1)
    expect(phoneNumber.sipAccounts.nodes).toMatchObject([{ nativeId: idOf('sipAccount', 0), numbers: trunk?.numbers }])
    for (const { sources } of Object.values(phoneNumber).filter(
      (value): value is List<Seen> => typeof value === 'object',
    )) {
      expect(sources).toHaveLength(4)
      for (const { status } of sources) expect(status).toMatch(/^(OK|UNSUPPORTED)$/)
    }
  })

  test('of an unknown number is empty, without an error', async () => {
    const { phoneNumber } = await dataOf<Desk>(stack, SUPPORT_DESK, { number: '+442079460000' })
    const { calls, sessions, activeCalls, sipAccounts } = phoneNumber
    const known = stack.world
      .calls('telecomx', stack.clock.nowMs)
      .filter(({ callee, caller }) => [callee, caller].includes('+442079460000'))
    expect(known).toEqual([])
    for (const { nodes } of [sessions, sipAccounts]) expect(nodes).toEqual([])
    for (const { nodes } of [calls, activeCalls])
      for (const { caller, callee } of nodes) expect([caller.e164, callee.e164]).toContain('+442079460000')
  })

  test('leads on from either end of a call', async () => {
    const document = `{ activeCalls(first: 100) { nodes { caller { e164 phoneNumber { number sipAccounts { nodes { nativeId numbers } } } } } } }`
    interface Caller {
      readonly e164: string | null
      readonly phoneNumber: {
        readonly number: string
        readonly sipAccounts: { readonly nodes: readonly { readonly nativeId: string }[] }
      } | null
    }
    const { activeCalls } = await dataOf<{ activeCalls: { nodes: readonly { caller: Caller }[] } }>(stack, document)
    const { trunks } = stack.world
    const callers = activeCalls.nodes.map(({ caller }) => caller)
    expect(callers.filter(({ phoneNumber }) => phoneNumber === null).length).toBeGreaterThan(0)
    expect(
      callers.filter(({ phoneNumber }) => (phoneNumber?.sipAccounts.nodes.length ?? 0) > 0).length,
    ).toBeGreaterThan(5)
    for (const { e164, phoneNumber } of callers) {
      expect(phoneNumber?.number ?? null).toBe(e164)
      const owners = trunks
        .filter(({ numbers }) => e164 !== null && numbers.includes(e164))
        .map(({ index }) => idOf('sipAccount', index))
      expect(phoneNumber?.sipAccounts.nodes.map(({ nativeId }) => nativeId) ?? []).toEqual(owners)
    }
  })
})
