import { describe, expect, test } from 'vitest'
import { arrayWorld, worldCall } from '../../../../adapters/simulation/world.js'
import { CONDENSED_SESSION } from '../../../../adapters/telecomx/vendor-fields.js'
import { fieldsRead, memberNames, NOW, newWorld, send, sessionsOf, world } from './simulated.js'

describe('the list of sessions', () => {
  test('is returned in pages of the documented sizes, the newest first', () => {
    expect(send('/sbc/session').object).toMatchObject({ offset: 0, limit: 100, total: 300 })
    expect(sessionsOf('')).toHaveLength(100)
    expect(sessionsOf('offset=290&limit=1000')).toHaveLength(10)
    expect(sessionsOf('offset=300')).toEqual([])
    expect(send('/sbc/session?limit=5000').object.limit).toBe(1000)
    expect(sessionsOf('offset=7&limit=5')).toEqual(sessionsOf('limit=12').slice(7))
    const starts = sessionsOf('limit=1000').map(({ started }) => String(started))
    expect(starts).toEqual(starts.toSorted().toReversed())
  })

  test.each(['offset=-1', 'limit=ten', 'direction=INBOUND'])('with %s is refused', (query) => {
    const code = query.split('=')[0]
    expect(send(`/sbc/session?${query}`)).toMatchObject({ status: 400, body: { error: { code, path: code } } })
  })

  test('has the condensed fields of the document, and only with full=true the others', () => {
    expect(memberNames(sessionsOf('limit=1000'))).toEqual([...CONDENSED_SESSION].toSorted())
    expect(memberNames(sessionsOf('limit=1000&full=true'))).toEqual(fieldsRead('sessions'))
  })

  test('writes numbers and flags as text, as the examples of the document do', () => {
    const [session] = sessionsOf('limit=1&full=true')
    expect(session).toMatchObject({
      aNumberPrivacy: expect.stringMatching(/^[01]$/),
      mobileOriginated: expect.stringMatching(/^[01]$/),
      rtpProxyId: expect.stringMatching(/^\d$/),
    })
  })

  test('can be narrowed by every documented parameter', () => {
    const all = sessionsOf('limit=1000')
    const withNumber = (part: string) =>
      all.filter(({ aNumber, bNumber }) => String(aNumber).includes(part) || String(bNumber).includes(part))
    const customer = String(all.find(({ sourceCustomerId }) => sourceCustomerId)?.sourceCustomerId)
    const ofCustomer = all.filter((row) => [row.sourceCustomerId, row.destinationCustomerId].includes(customer))
    expect(sessionsOf('limit=1000&number=%2B4570')).toEqual(withNumber('+4570'))
    expect(sessionsOf('limit=1000&number=+4570')).toEqual([])
    expect(sessionsOf('limit=1000&number=7030')).toEqual(withNumber('7030'))
    expect(sessionsOf(`limit=1000&customer=${customer}`)).toEqual(ofCustomer)
    expect(sessionsOf(`limit=1000&customer=${customer.toLowerCase()}`)).toEqual(ofCustomer)
    expect(sessionsOf('limit=1000&customer=nobody')).toEqual([])
    expect(sessionsOf('limit=1000&live=true')).toEqual(all.filter(({ ended }) => ended === undefined))
    expect(sessionsOf('limit=1000&live=false')).toEqual(all)
    expect(sessionsOf('limit=1000&direction=I')).toEqual(all.filter(({ direction }) => direction === 'I'))
    expect(sessionsOf('limit=1000&direction=O')).toEqual(all.filter(({ direction }) => direction === 'O'))
    const abroad = sessionsOf('limit=1000&international=true')
    expect(abroad).toEqual(all.filter(({ bNumber }) => !String(bNumber).startsWith('+45')))
    for (const some of [ofCustomer, abroad, sessionsOf('limit=1000&live=true')])
      expect([some.length > 0, some.length < all.length]).toEqual([true, true])
  })

  test('is a bare array, or unordered, where the site is set up so', () => {
    const bare = send('/sbc/session?limit=5', { options: { bareArray: true } }).body
    expect(bare).toEqual(sessionsOf('limit=5'))
    const options = { order: 'shuffled' }
    const mixed = sessionsOf('limit=1000', { options })
    expect(mixed).not.toEqual(sessionsOf('limit=1000'))
    expect(new Set(mixed.map(({ callId }) => callId)).size).toBe(300)
    expect(sessionsOf('offset=10&limit=10', { options })).toEqual(mixed.slice(10, 20))
  })
})

describe('how a call is reported', () => {
  const sessionOf = (given: Parameters<typeof worldCall>[0], afterMs = 3_600_000) => {
    const call = worldCall(given)
    return send(`/sbc/session/${encodeURIComponent(call.sipCallId)}`, {
      world: arrayWorld({ calls: [call], customers: world.customers, trunks: world.trunks }),
      nowMs: call.startedAtMs + afterMs,
    }).object
  }

  test('as time passes', () => {
    const started = '2026-03-01T12:00:00.000Z'
    expect(sessionOf({}, 0)).toMatchObject({ started })
    const toldOf = (afterMs: number) =>
      Object.keys(sessionOf({}, afterMs)).filter((name) =>
        ['answered', 'ended', 'endedReason', 'endedBy'].includes(name),
      )
    expect(toldOf(4999)).toEqual([])
    expect(toldOf(5000)).toEqual(['answered'])
    expect(toldOf(64_999)).toEqual(['answered'])
    expect(toldOf(65_000)).toEqual(['answered', 'ended', 'endedReason', 'endedBy'])
    expect(sessionOf({})).toMatchObject({ answered: '2026-03-01T12:00:05.000Z', ended: '2026-03-01T12:01:05.000Z' })
  })

  test.each([
    ['completed', 'BYE'],
    ['busy', '486'],
    ['no-answer', '480'],
    ['canceled', 'CANCEL'],
    ['failed', '404'],
    ['blocked', 'BLOCKED'],
    ['fraud', 'FRAUD'],
  ] as const)('that ended %s', (outcome, endedReason) => {
    expect(sessionOf({ outcome })).toMatchObject({ endedReason })
  })

  test.each([
    ['caller', 'A'],
    ['callee', 'B'],
    ['fraud', 'F'],
    ['system', 'S'],
  ] as const)('that was ended by the %s', (by, endedBy) => {
    expect(sessionOf({ endedBy: by })).toMatchObject({ endedBy })
  })

  test('in numbers that are E.164 or anonymous', () => {
    const trunk = world.trunks[0]
    expect(sessionOf({ caller: null })).toMatchObject({ aNumber: 'anonymous' })
    expect(sessionOf({ caller: '4570305050' })).toMatchObject({ aNumber: '+4570305050' })
    expect(sessionOf({ caller: '101', direction: 'outbound', trunkIndex: 0, sourceCustomerIndex: 0 })).toMatchObject({
      aNumber: trunk?.numbers[0],
      userExtension: '101',
    })
    for (const { aNumber, bNumber } of sessionsOf('limit=1000')) {
      expect(aNumber).toMatch(/^(\+\d{8,15}|anonymous)$/)
      expect(bNumber).toMatch(/^\+\d{8,15}$/)
    }
  })
})

describe('one session', () => {
  test('is the full object', () => {
    const [session] = sessionsOf('limit=1&full=true')
    const path = `/sbc/session/${encodeURIComponent(String(session?.callId))}`
    expect(send(path)).toMatchObject({ status: 200, body: session })
  })

  test('is ended by DELETE, once', () => {
    const own = newWorld()
    const [session] = sessionsOf('live=true&limit=1', { world: own })
    const path = `/sbc/session/${encodeURIComponent(String(session?.callId))}`
    const end = () => send(path, { method: 'DELETE', world: own })
    expect(end()).toMatchObject({ status: 200, body: { success: true } })
    expect(send(path, { world: own }).object).toMatchObject({ ended: new Date(NOW).toISOString(), endedBy: 'S' })
    expect(end()).toMatchObject({ status: 404, body: { error: { code: 'id' } } })
  })

  test.each([
    ['GET', '/sbc/session/nobody', 404, 'id'],
    ['DELETE', '/sbc/session/nobody', 404, 'id'],
    ['DELETE', '/sbc/session/', 400, 'bad_request'],
    ['GET', '/sbc/session/%E0%A4%A', 400, 'bad_request'],
    ['POST', '/sbc/session/nobody', 404, 'not_found'],
    ['GET', '/auth/login', 404, 'not_found'],
    ['GET', '/invoice', 404, 'not_found'],
  ])('%s %s is answered with %i', (method, path, status, code) => {
    const { body, ...answer } = send(path, { method })
    expect(answer.status).toBe(status)
    expect(body).toMatchObject({ error: { code, status, message: expect.any(String) } })
  })
})
