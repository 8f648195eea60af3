// An OpenID provider on a real port of this machine: its keys, the tokens that it signs, and ways to fail.

import { generateKeyPairSync, type KeyObject } from 'node:crypto'
import type { ServerResponse } from 'node:http'
import { SignJWT } from 'jose'
import { serve } from '../transport/fixtures.js'

export interface SigningKey {
  readonly kid: string
  readonly alg: string
  readonly privateKey: KeyObject
  readonly publicKey: KeyObject
}

export function createKey(kid: string, alg: 'RS256' | 'ES256' = 'ES256'): SigningKey {
  const pair =
    alg === 'RS256'
      ? generateKeyPairSync('rsa', { modulusLength: 2048 })
      : generateKeyPairSync('ec', { namedCurve: 'P-256' })
  return { kid, alg, ...pair }
}

export const toJwk = ({ kid, alg, publicKey }: SigningKey) => ({
  ...publicKey.export({ format: 'jwk' }),
  kid,
  alg,
  use: 'sig',
})

export interface IdentityProvider {
  readonly issuer: string
  /** How often its key set was requested. */
  readonly keyReadings: () => number
  /** Its answer from now on; null: its keys. */
  fail(how: ((response: ServerResponse) => unknown) | null): void
  publish(...keys: readonly object[]): void
}

export const DOWN = (response: ServerResponse) => response.destroy()
export const HANGING = () => undefined

export async function startIdentityProvider(...first: readonly SigningKey[]): Promise<IdentityProvider> {
  let keys: readonly object[] = first.map(toJwk)
  let failure: ((response: ServerResponse) => unknown) | null = null
  let readings = 0
  const { url: issuer } = await serve((request, response) => {
    const isDiscovery = request.url === '/.well-known/openid-configuration'
    // With its discovery down, the keys are not even requested: requests for discovery count as well.
    if (isDiscovery) readings++
    if (failure !== null) return failure(response)
    const body = isDiscovery ? { issuer, jwks_uri: `${issuer}/keys` } : { keys }
    return response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body))
  })
  return {
    issuer,
    keyReadings: () => readings,
    fail: (how) => (failure = how),
    publish: (...published) => (keys = published),
  }
}

export interface TokenOptions {
  readonly header?: Readonly<Record<string, unknown>>
  /** Claims beside or instead of the usual ones; undefined takes one away. */
  readonly claims?: Readonly<Record<string, unknown>>
  readonly nowMs: number
}

/** A token of this issuer that is valid except for the changes. */
export function signToken(issuer: string, key: SigningKey, { header, claims, nowMs }: TokenOptions): Promise<string> {
  const nowS = Math.floor(nowMs / 1000)
  const payload = { iss: issuer, aud: 'trunkline', sub: 'alice', roles: ['noc'], iat: nowS, exp: nowS + 300, ...claims }
  return new SignJWT(payload).setProtectedHeader({ alg: key.alg, kid: key.kid, ...header }).sign(key.privateKey)
}
