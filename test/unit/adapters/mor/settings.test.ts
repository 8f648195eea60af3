import { describe, expect, test } from 'vitest'
import { mor } from '../../../../adapters/mor/adapter.js'

const auth = { username: 'username', secretKey: 'demo-secret-key' }
const faultsOf = (settings: unknown): string[] =>
  mor.settings.safeParse(settings).error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`) ?? []

describe('settings', () => {
  test('user and key are enough', () => {
    expect(mor.settings.parse({ auth })).toMatchObject({ hash: 'auto', timeZone: 'UTC' })
    expect(faultsOf({})).toHaveLength(1)
  })

  test.each([
    ['an empty user name', { auth: { ...auth, username: '' } }, 'auth.username'],
    ['no key', { auth: { username: 'username' } }, 'auth.secretKey'],
    ['another hash', { auth, hash: 'md5' }, 'hash'],
    ['a zone that does not exist', { auth, timeZone: 'Europe/Nowhere' }, 'timeZone'],
    ['a zone that is an abbreviation of its offset', { auth, timeZone: 'GMT+2' }, 'timeZone'],
    ['a region that does not exist', { auth, region: 'XX' }, 'region'],
    ['an unknown key', { auth, hsah: 'key' }, ''],
    ['an unknown key of auth', { auth: { ...auth, token: 'demo' } }, 'auth'],
  ])('%s is a fault', (_case, settings, path) => {
    expect(faultsOf(settings)).toEqual([expect.stringMatching(new RegExp(`^${path}: `))])
  })

  test.each([['Europe/Vilnius'], ['UTC'], ['+02:00']])('the zone %s is one', (timeZone) => {
    expect(faultsOf({ auth, timeZone, region: 'LT', hash: 'none' })).toEqual([])
  })

  test('the key is not printed', () => {
    expect(JSON.stringify(mor.settings.parse({ auth }))).not.toContain('demo-secret-key')
  })
})

test('the region is declared where it is configured', () => {
  expect(mor.declare({ auth, region: 'LT' }).region).toBe('LT')
  expect(mor.declare({ auth })).not.toHaveProperty('region')
})
