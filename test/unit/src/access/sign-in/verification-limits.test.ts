import { describe, expect, test } from 'vitest'
import { VerificationLimits } from '../../../../../src/access/sign-in/verification-limits.js'
import { fakeClock } from '../../transport/fixtures.js'

const open = () => {
  const clock = fakeClock()
  return { clock, limits: new VerificationLimits(clock.now) }
}

describe('verifications', () => {
  test('are sixteen at once, no matter who sends the tokens', () => {
    const { limits } = open()
    const entered = Array.from({ length: 17 }, (_, at) => limits.enter(`client-${at}`))
    expect(entered.slice(0, 16)).toEqual(Array(16).fill(null))
    expect(entered[16]).toBeInstanceOf(Promise)
  })

  test('of clients that wait take turns: one with many does not hold up one with few', async () => {
    const { limits } = open()
    for (let at = 0; at < 16; at++) limits.enter('busy')
    const order: string[] = []
    const wait = async (client: string) => {
      await limits.enter(client)
      order.push(client)
    }
    const waiting = [...Array.from({ length: 3 }, () => wait('many')), wait('few')]
    for (let at = 0; at < 4; at++) limits.leave()
    await Promise.all(waiting)
    expect(order).toEqual(['many', 'few', 'many', 'many'])
  })

  test('leave room again, however many there were', async () => {
    const { limits } = open()
    const entered = Array.from({ length: 40 }, () => limits.enter('a'))
    for (let at = 0; at < 40; at++) limits.leave()
    await Promise.all(entered)
    expect(Array.from({ length: 16 }, () => limits.enter('b'))).toEqual(Array(16).fill(null))
    expect(limits.enter('b')).toBeInstanceOf(Promise)
  })

  test('of one client wait two hundred at a time, those of all two thousand', () => {
    const { limits } = open()
    for (let at = 0; at < 216; at++) limits.enter('a')
    expect(limits.enter('a')).toMatchObject({ status: 429, code: 'TOO_MANY_ATTEMPTS' })
    for (let at = 0; at < 1800; at++) limits.enter(`client-${at}`)
    expect(limits.enter('late')).toMatchObject({ status: 503, code: 'AUTH_UNAVAILABLE', retryAfterS: 1 })
  })

  test('of a client with fifty wrong signatures in ten seconds have to wait for the rest of them', () => {
    const { clock, limits } = open()
    for (let at = 0; at < 50; at++) {
      expect(limits.enter('a')).toBeNull()
      limits.countFailure('a')
      limits.leave()
    }
    clock.advance(3500)
    expect(limits.enter('a')).toMatchObject({ status: 429, retryAfterS: 7 })
    expect(limits.enter('b')).toBeNull()
    clock.advance(6500)
    expect(limits.enter('a')).toBeNull()
    clock.advance(-60_000)
    expect(limits.enter('a')).toBeNull()
  })
})
