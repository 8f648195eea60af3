import { describe, expect, test } from 'vitest'
import type { ListDeclaration, ListName, ListTypes } from '../../../../adapters/contract.js'
import { telecomx } from '../../../../adapters/telecomx/adapter.js'
import type { ActiveCallFilter, CallFilter, SessionFilter, SipAccountFilter } from '../../../../schema/filters.js'
import { encodeParameters } from '../../../../src/conformance/golden.js'
import { splitFilter } from '../../../../src/plan/filter.js'

const auth = { username: 'demo', password: 'demo-password' }
const declaration = telecomx.declare({ auth })
const { sessions, calls, activeCalls, sipAccounts } = declaration.lists

/** What is sent for a filter, as the gateway divides it, behind `offset=0&limit=100`; and what it checks itself. */
function asked<Name extends ListName>(
  list: ListDeclaration<Name> | undefined,
  filter: ListTypes[Name]['filter'],
): { readonly sent: string; readonly checked: readonly string[]; readonly unsupported: readonly string[] } {
  if (list === undefined) throw new Error('the list is not declared')
  const { pushed, residual, unsupported } = splitFilter(list, filter)
  const window = { style: 'offset', offset: 0, limit: 100 } as const
  const { query = [] } = list.request({ filter: pushed, window, detail: 'condensed' })
  const conditions = query.filter(([name]) => name !== 'offset' && name !== 'limit')
  return { sent: encodeParameters(conditions), checked: residual.map(({ path }) => path), unsupported }
}

describe('requests for sessions', () => {
  test.each<[SessionFilter, string, string[]]>([
    [{ number: '7030' }, 'number=7030', ['number']],
    [{ number: 'alice' }, '', ['number']],
    [{ caller: '+4570305050' }, 'number=%2B4570305050', ['caller']],
    [{ callee: '+4570305050' }, 'number=%2B4570305050', ['callee']],
    [{ caller: '7030', callee: '8080' }, 'number=7030', ['callee', 'caller']],
    [{ caller: 'alice', callee: '8080' }, 'number=8080', ['callee', 'caller']],
    [{ number: '45', caller: '7030' }, 'number=45', ['caller', 'number']],
    [{ customerId: 'c1' }, 'customer=c1', []],
    [{ live: true }, 'live=true', []],
    [{ live: false }, '', ['live']],
    [{ direction: 'INBOUND' }, 'direction=I', []],
    [{ direction: 'OUTBOUND' }, 'direction=O', []],
    [{ direction: 'INTERNAL' }, '', ['direction']],
    [{ direction: 'UNKNOWN' }, '', ['direction']],
    [{ international: true }, 'international=true', []],
    [{ international: false }, '', ['international']],
    [{ startedFrom: 0, startedTo: 1 }, '', ['startedFrom', 'startedTo']],
  ])('%j', (filter, sent, checked) => {
    expect(asked(sessions, filter)).toEqual({ sent, checked, unsupported: [] })
  })
})

describe('requests for calls', () => {
  test.each<[CallFilter, string, string[], string[]]>([
    [{ status: ['IN_PROGRESS'] }, 'live=true', ['status'], []],
    [{ status: ['RINGING'] }, 'live=true', ['status'], []],
    [{ status: ['RINGING', 'IN_PROGRESS'] }, 'live=true', ['status'], []],
    [{ status: ['RINGING', 'BUSY'] }, '', ['status'], []],
    [{ status: ['COMPLETED'] }, '', ['status'], []],
    [{ status: [] }, '', ['status'], []],
    [{ customerId: 'c1' }, 'customer=c1', [], []],
    [{ parentCallId: 'p' }, '', [], ['parentCallId']],
  ])('%j', (filter, sent, checked, unsupported) => {
    expect(asked(calls, filter)).toEqual({ sent, checked, unsupported })
  })
})

describe('requests for active calls', () => {
  test.each<[ActiveCallFilter, string, string[], string[]]>([
    [{}, 'live=true', [], []],
    [{ customerId: 'c1' }, 'customer=c1&live=true', ['customerId'], []],
    [{ state: ['RINGING'] }, 'live=true', ['state'], []],
    [{ accountId: 'a1' }, 'live=true', ['accountId'], []],
    [{ direction: 'INBOUND' }, 'live=true&direction=I', [], []],
    [{ minDurationSeconds: 60 }, 'live=true', ['minDurationSeconds'], []],
    [{ portasip: { recursive: true } }, 'live=true', [], ['portasip.recursive']],
    [{ mor: { country: 'Denmark' } }, 'live=true', [], ['mor.country']],
  ])('%j', (filter, sent, checked, unsupported) => {
    expect(asked(activeCalls, filter)).toEqual({ sent, checked, unsupported })
  })
})

describe('requests for SIP accounts', () => {
  test.each<[SipAccountFilter, string, string[]]>([
    [{}, '', []],
    [{ customerId: 'c1' }, 'customer=c1', []],
    [{ resellerId: 'r1' }, 'reseller=r1', []],
    [{ search: 'København +45' }, 'filter=K%C3%B8benhavn%20%2B45', []],
    [{ search: '' }, '', []],
    [{ up: true }, 'up=true', []],
    [{ up: false }, 'up=false', []],
    [{ active: true }, '', ['active']],
  ])('%j', (filter, sent, checked) => {
    expect(asked(sipAccounts, filter)).toEqual({ sent, checked, unsupported: [] })
  })

  test.each<[SipAccountFilter, string]>([
    [{}, 'reseller=r0'],
    [{ up: true }, 'reseller=r0&up=true'],
    [{ customerId: 'c1' }, 'customer=c1'],
    [{ resellerId: 'r1' }, 'reseller=r1'],
    [{ customerId: 'c1', resellerId: 'r1' }, 'customer=c1&reseller=r1'],
  ])('%j, of a source with a reseller', (filter, sent) => {
    const ofReseller = telecomx.declare({ auth, resellerId: 'r0' }).lists.sipAccounts
    expect(asked(ofReseller, filter).sent).toBe(sent)
  })

  test('only the full form holds passwords', () => {
    const window = { style: 'offset', offset: 0, limit: 1 } as const
    expect(sipAccounts?.request({ filter: {}, window, detail: 'full' }).confidential).toBe(true)
    expect(sipAccounts?.request({ filter: {}, window, detail: 'condensed' }).confidential).toBeUndefined()
    expect(declaration.lookups.sipAccount?.request('A1').confidential).toBe(true)
    expect(sipAccounts?.fields.password.from.filter((name) => sipAccounts.condensed?.includes(name))).toEqual([])
  })
})

test('an empty id is refused, naming the argument: it would not narrow the list', () => {
  for (const list of [sessions, calls, activeCalls, sipAccounts])
    expect(list?.problem?.({ customerId: '' })).toBe('customerId is empty: give the id of a customer, or leave it out')
  expect(sipAccounts?.problem?.({ resellerId: '' })).toContain('resellerId is empty')
  expect(sipAccounts?.problem?.({ customerId: 'c1', resellerId: 'r1' })).toBeNull()
})

test('a list is not requested by pages', () => {
  const window = { style: 'page', page: 0, pageSize: 10 } as const
  expect(() => sessions?.request({ filter: {}, window, detail: 'full' })).toThrow('offset and limit')
})

describe('an id that could reach something else', () => {
  const { disconnectCall } = declaration.control
  const { session, call } = declaration.lookups
  test.each(['', ' ', '.', '..', '../..', './', '..;x', '/', '\uD800'])('%j is refused', (id) => {
    for (const operation of [disconnectCall, session, call])
      expect(() => operation?.request(id)).toThrow(expect.objectContaining({ name: 'VendorFault', code: 'REJECTED' }))
  })
  test.each(['', ' ', '.', '..', 'a/b', 'A1/resetCredentials', 'a%2Fb', 'a?b', 'å'])('%j is refused', (id) => {
    expect(() => declaration.lookups.sipAccount?.request(id)).toThrow(
      expect.objectContaining({ name: 'VendorFault', code: 'REJECTED' }),
    )
  })
  test.each([
    ['%2e%2e', '%252e%252e'],
    ['...', '...'],
    ['a/b', 'a%2Fb'],
    ['a/../b?c@host', 'a%2F..%2Fb%3Fc%40host'],
    ['?x=1#y', '%3Fx%3D1%23y'],
  ])('%j is one segment of a path', (id, segment) => {
    expect(disconnectCall?.request(id).path).toBe(`/sbc/session/${segment}`)
  })
})
