import { inspect } from 'node:util'
import { describe, expect, test } from 'vitest'
import type { Authentication } from '../../../../adapters/contract.js'
import { morHash } from '../../../../adapters/mor/mor-hash.js'
import { Secret } from '../../../../adapters/values/secret.js'
import { activeCallsOf, declare, formOf, requestFor } from './declared.js'

const KEY = new Secret('456789')
const OF_KEY = 'df2983700ffecb52e6649f0cb3981b66537083a4'
const OF_USERNAME_AND_KEY = '17ab579bbc0618f886ffa513310439562dbe6a61'

type Signed = Extract<Authentication, { scheme: 'signed' }>
function signedBy(settings: Record<string, unknown>, username?: string): Signed {
  const { auth } = declare(settings, username)
  if (auth.scheme !== 'signed') throw new Error('mor signs its requests')
  return auth
}

describe('known answers', () => {
  test.each([
    [[], OF_KEY],
    [['username'], OF_USERNAME_AND_KEY],
    // Of other methods, which hash the requested user.
    [['123'], 'f7c3bc1d808e04732adf679965ccc34ca7ae3441'],
    [['100'], '71516eea4850f7e0300ac86adf9fb64bca845aa7'],
    [['1', '00'], '71516eea4850f7e0300ac86adf9fb64bca845aa7'],
  ])('%j', (values, expected) => {
    expect(morHash(values, KEY)).toBe(expected)
  })

  test('text is hashed as UTF-8', () => {
    expect(morHash(['Søren'], KEY)).toBe('d1c576d04fdaf20cfbfb1a9ef566d6ad2e584984')
  })
})

describe('a signed request', () => {
  const sample = requestFor(declare(), { state: ['RINGING'], mor: { serverId: '2' } })

  test("is the document's sample, byte for byte", () => {
    expect(formOf(signedBy({ hash: 'key' }).sign(sample, 'key'))).toBe(
      `u=username&s_server=2&s_status=ringing&hash=${OF_KEY}`,
    )
  })

  test('hashes the user name where that is the mode', () => {
    expect(formOf(signedBy({}).sign(sample, 'username+key'))).toBe(
      `u=username&s_server=2&s_status=ringing&hash=${OF_USERNAME_AND_KEY}`,
    )
  })

  test('has no hash where MOR does not check it', () => {
    expect(formOf(signedBy({ hash: 'none' }).sign(sample, 'none'))).toBe('u=username&s_server=2&s_status=ringing')
  })

  test('is a new object, not the request that was signed', () => {
    signedBy({}).sign(sample, 'key')
    expect(formOf(sample)).toBe('u=username&s_server=2&s_status=ringing')
  })
})

describe('ways to sign', () => {
  test.each([
    ['auto', 'username', ['username+key', 'key']],
    ['auto', 'admin', ['key', 'username+key']],
    ['key', 'username', ['key']],
    ['username+key', 'admin', ['username+key']],
    ['none', 'admin', ['none']],
  ])('hash: %s as %s', (hash, username, variants) => {
    expect(signedBy({ hash }, username).variants).toEqual(variants)
  })

  test('only a refused hash leads to another way', () => {
    const hinted = declare().faults.filter(({ hint }) => hint !== undefined)
    expect(hinted).toMatchObject([{ when: { text: 'Incorrect hash' }, hint: 'signature-refused' }])
  })
})

test('neither the key nor the hash is anywhere but in the signed request', () => {
  const declaration = declare({ hash: 'key' })
  const printed = [declaration, activeCallsOf(declaration), requestFor(declaration, {})].flatMap((value) => [
    JSON.stringify(value),
    inspect(value, { depth: 10, showHidden: true }),
  ])
  for (const text of printed) {
    expect(text).not.toContain('456789')
    expect(text).not.toContain(OF_KEY)
  }
})
