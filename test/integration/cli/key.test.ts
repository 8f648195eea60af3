// trunkline key: what it prints is a configuration that accepts the key.

import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { load } from '../../support/config-files.js'
import { run } from './terminal.js'

const now = () => Date.UTC(2026, 5, 1)
const keyIn = (printed: string) => /^trunkline_[\w-]{43}$/m.exec(printed)?.[0] ?? ''

describe('trunkline key', () => {
  test('prints a key once, and the lines that accept it, without the key', async () => {
    const args = ['key', '--name', 'portal', '--role', 'tenant', '--tenant', 'acme', '--expires', '2027-06-30']
    const { status, printed, errors } = await run(args, { now })
    expect({ status, errors }).toEqual({ status: 0, errors: '' })
    const key = keyIn(printed)
    const sha256 = createHash('sha256').update(key).digest('hex')
    expect(printed.split(key)).toHaveLength(2)
    const lines = printed.slice(printed.indexOf('auth:'))
    expect(parse(lines)).toEqual({
      auth: { keys: { portal: { sha256: [sha256], role: 'tenant', tenant: 'acme', expires: '2027-06-30' } } },
    })
    const { access } = load(`
sources: { dk: { vendor: telecomx, url: "https://api.telecomx.dk", auth: { token: t } } }
roles: { tenant: { scopes: [calls:read] } }
tenants: { acme: { dk: all } }
${lines}`)
    expect(access).toMatchObject({
      auth: { keys: { portal: { sha256: [sha256], roles: ['tenant'], tenant: 'acme' } } },
    })
  })

  test('makes another key each time', async () => {
    const [one, other] = [await run(['key']), await run(['key'])]
    expect(keyIn(one.printed)).not.toBe(keyIn(other.printed))
    expect(one.printed).toContain('role: CHANGE-ME')
  })

  test.each([
    [['--name', 'a b'], '--name must be a name: letters, digits'],
    [['--role', ''], '--role must be a name'],
    [['--tenant', 'a\nb'], '--tenant must be a name'],
    [['--expires', '2026-05-31'], '--expires must be a future date'],
    [['--expires', 'tomorrow'], '--expires must be a future date'],
  ])('refuses %j, and makes no key', async (args, hint) => {
    const { status, printed, errors } = await run(['key', ...args], { now })
    expect({ status, printed }).toEqual({ status: 2, printed: '' })
    expect(errors).toContain(hint)
  })
})
