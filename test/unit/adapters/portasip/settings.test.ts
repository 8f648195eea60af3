import { inspect } from 'node:util'
import { describe, expect, test } from 'vitest'
import { portasip } from '../../../../adapters/portasip/adapter.js'
import { DIGEST } from './declared.js'

const problems = (settings: unknown): readonly string[] => {
  const read = portasip.settings.safeParse(settings)
  return read.success ? [] : read.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`)
}

describe('settings', () => {
  test.each([
    [DIGEST],
    [{ ...DIGEST, timeZone: 'Europe/Copenhagen', region: 'DK' }],
    [{ trusted: { customerId: 1 } }],
    [{ trusted: { wholesalerId: 2147483647 } }],
  ])('%j are good', (settings) => {
    expect(problems(settings)).toEqual([])
  })

  test.each([
    [{}, ': give either auth or trusted'],
    [{ ...DIGEST, trusted: { customerId: 1 } }, ': give either auth or trusted'],
    [{ trusted: {} }, 'trusted: give either customerId or wholesalerId'],
    [{ trusted: { customerId: 1, wholesalerId: 2 } }, 'trusted: give either customerId or wholesalerId'],
    [{ trusted: { customerId: 2147483648 } }, 'trusted.customerId'],
    [{ trusted: { customerId: 0 } }, 'trusted.customerId'],
    [{ trusted: { customerId: '1' } }, 'trusted.customerId'],
    [{ trusted: { customerID: 1 } }, 'trusted: Unrecognized key'],
    [{ auth: { username: 'weblogin' } }, 'auth.password'],
    [{ auth: { username: '', password: 'demo-password' } }, 'auth.username'],
    [{ auth: { ...DIGEST.auth, token: 'x' } }, 'auth: Unrecognized key'],
    [{ ...DIGEST, timeZone: 'Europe/Atlantis' }, 'timeZone: not a time zone'],
    [{ ...DIGEST, region: 'dk' }, 'region'],
    [{ ...DIGEST, wsdl: true }, ': Unrecognized key'],
  ])('%j have a fault that is named', (settings, fault) => {
    expect(problems(settings)).toContainEqual(expect.stringContaining(fault))
  })

  test('give the way to sign in', () => {
    expect(portasip.declare({ trusted: { customerId: 1 } }).auth).toEqual({ scheme: 'none' })
    const { auth, region } = portasip.declare({ ...DIGEST, region: 'DK' })
    expect(auth.scheme === 'digest' && [auth.username, auth.password.reveal()]).toEqual(['weblogin', 'demo-password'])
    expect(region).toBe('DK')
  })

  test('never print the password', () => {
    const declaration = portasip.declare(DIGEST)
    expect(inspect(declaration, { depth: null })).not.toContain('demo-password')
    expect(JSON.stringify(declaration)).not.toContain('demo-password')
  })

  test('can be read again after they have been read', () => {
    expect(problems(portasip.settings.parse(DIGEST))).toEqual([])
  })
})
