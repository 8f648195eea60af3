// The key `cluster`: what it means, and its faults.

import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { adapters } from '../../../../adapters/index.js'
import { readConfiguration } from '../../../../src/config/schema.js'

const SOURCES = `
sources:
  mor:
    vendor: mor
    url: https://mor.example.net/billing
    auth: { username: admin, secretKey: only-a-test }
    timeZone: Europe/Vilnius
`
const KEYS = 'server: { cursorKeys: ["only for these tests, and long enough"] }'
const read = (text: string) => readConfiguration(parse(`${SOURCES}\n${text}`), adapters)
const faultsOf = (text: string): readonly string[] => {
  const reading = read(text)
  return reading.ok ? [] : reading.faults
}

describe('cluster', () => {
  test('is off unless it is given', () => {
    const reading = read(KEYS)
    expect(reading.ok && reading.cluster).toBeNull()
  })

  test('has a time limit of 100 ms and values of at most 4 MiB unless they are given', () => {
    const reading = read(`${KEYS}\ncluster: { url: "rediss://trunkline@valkey.example.net:6380" }`)
    expect(reading.ok && reading.cluster).toEqual({
      url: 'rediss://trunkline@valkey.example.net:6380',
      commandTimeout: 100,
      maxValueBytes: 4 * 1024 ** 2,
      shareLogins: false,
    })
  })

  test('needs the keys of cursors', () => {
    expect(faultsOf('cluster: { url: "redis://valkey:6379" }')).toEqual([
      expect.stringMatching(/^server\.cursorKeys: required with cluster, the same in all instances/),
    ])
  })

  test.for([
    ['a URL of another kind', 'url: "https://valkey"', /^cluster\.url: must be a URL such as rediss:/],
    [
      'a password in the URL',
      'url: "redis://user:secret@valkey"',
      /^cluster\.url: .*the password goes into cluster\.password/,
    ],
    ['no URL', 'password: secret', /^cluster\.url: /],
    [
      'a time limit that is too long',
      'url: "redis://valkey", commandTimeout: 3s',
      /^cluster\.commandTimeout: must be a duration from 1ms to 2s/,
    ],
    [
      'a short key',
      'url: "redis://valkey", encryptionKey: short',
      /^cluster\.encryptionKey: must have at least 32 characters/,
    ],
    [
      'shared log-ins that would not be encrypted',
      'url: "redis://valkey", shareLogins: true',
      /^cluster\.encryptionKey: required with shareLogins, the same in all instances: a secret such as the output of: openssl/,
    ],
    [
      'an unknown key',
      'url: "redis://valkey", pasword: x',
      /^cluster\.pasword: unknown key; the keys here are url, password, tls, /,
    ],
  ] as const)('with %s has a fault', ([, keys, fault]) => {
    const faults = faultsOf(`${KEYS}\ncluster: { ${keys} }`)
    expect(faults).toEqual([expect.stringMatching(fault)])
    expect(faults.join()).not.toContain('secret@')
  })
})
