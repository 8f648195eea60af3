// trunkline check --as: what somebody may see and do, source by source; no source receives a request.

import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { makeDirectory } from '../../support/config-files.js'
import { run } from './terminal.js'

const HASH = 'a'.repeat(64)
const FILE = `
sources:
  dk: { vendor: telecomx, url: "http://127.0.0.1:9", auth: { token: t } }
  lithuania: { vendor: mor, url: "http://127.0.0.1:9", auth: { username: u, secretKey: s } }
auth:
  keys:
    wallboard: { sha256: [${HASH}], role: [noc, support] }
    portal: { sha256: [${'b'.repeat(64)}], role: tenant, tenant: acme }
    old: { sha256: [${'c'.repeat(64)}], role: noc, expires: 2026-01-01 }
roles:
  noc: { scopes: [active:read, metrics:read], sources: { "*": all } }
  support: { scopes: [calls:read, active:read], sources: { dk: all }, mask: [phone], rate: { requests: 5/s, concurrent: 2 } }
  tenant: { scopes: [calls:read, control:disconnect], mask: [ip, notes], rate: { cost: 1000/m, disconnects: 1/h } }
tenants:
  acme: { dk: { customers: ["5f", "60"] } }
`

async function checkAs(name: string, text = FILE) {
  const file = join(makeDirectory({ 'trunkline.yaml': text }), 'trunkline.yaml')
  const { status, printed, errors } = await run(['check', '--config', file, '--as', name], {
    now: () => Date.UTC(2026, 5, 1),
  })
  return { status, lines: printed.split('\n'), errors }
}

describe('check --as', () => {
  test('prints a role', async () => {
    expect(await checkAs('support')).toMatchObject({
      status: 0,
      lines: [
        'the role support',
        'dk         calls:read, active:read: every row (masked: phone)',
        'lithuania  nothing',
        'the gateway itself: nothing',
        'rates: requests 5/s, 2 requests at the same time',
      ],
    })
  })

  test('prints a key as the union of its roles', async () => {
    expect(await checkAs('wallboard')).toMatchObject({
      status: 0,
      lines: [
        'the key wallboard, with the roles noc, support',
        'dk         calls:read: every row (masked: phone)',
        '           active:read: every row',
        'lithuania  active:read: every row',
        'the gateway itself: metrics:read',
        'rates: those of the gateway as a whole',
      ],
    })
  })

  test.each(['portal', 'tenant/acme'])('prints the customers of the tenant of %s', async (name) => {
    const { status, lines } = await checkAs(name)
    expect(status).toBe(0)
    expect(lines.slice(1)).toEqual([
      'dk         calls:read, control:disconnect: customers 5f, 60 (masked: ip, notes)',
      'lithuania  nothing',
      'the gateway itself: nothing',
      'rates: cost 1000/m, disconnects 1/h',
    ])
  })

  test.each<[name: string, line: RegExp]>([
    ['tenant', /^refused with 403: the role needs a tenant, and none is named; name one: --as tenant\/<tenant>$/],
    ['tenant/globex', /^refused with 403: the tenant is not known here/],
    ['old', /^refused: the key has expired$/],
  ])('says that %s is refused, and ends with 1', async (name, line) => {
    const { status, lines } = await checkAs(name)
    expect(status).toBe(1)
    expect(lines[1]).toMatch(line)
  })

  test('warns of keys that have expired', async () => {
    expect((await checkAs('noc')).errors).toBe('warning: auth.keys.old.expires: has passed: the key is refused')
  })

  test('lists the names that exist', async () => {
    const { status, errors } = await checkAs('root')
    expect(status).toBe(2)
    expect(errors).toContain('the roles are noc, support, tenant, the keys wallboard, portal, old')
  })

  test('says that nobody signs in where the file does not say how', async () => {
    const { status, lines } = await checkAs('x', FILE.slice(0, FILE.indexOf('auth:\n')))
    expect(status).toBe(0)
    expect(lines[0]).toMatch(/^nobody signs in here/)
    expect(lines[1]).not.toContain('sip:credentials')
  })
})
