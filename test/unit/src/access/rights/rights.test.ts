// What somebody may see: the union of complete grants, and its fingerprint.

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createAccess } from '../../../../../src/access/rights/access.js'
import { EVERYTHING, type Grant, maskOfRow, NOTHING } from '../../../../../src/access/rights/grants.js'
import { classesIn, isMasked, toMask } from '../../../../../src/access/rights/masks.js'
import type { Principal } from '../../../../../src/access/rights/principal.js'
import { uniteRateLimits } from '../../../../../src/access/rights/rate-limits.js'
import { createRights, LOCAL_PRINCIPAL, unrestrictedAccess } from '../../../../../src/access/rights/rights.js'
import { SCOPE_OF_LIST, SCOPES, SOURCE_SCOPES, scopesNamed } from '../../../../../src/access/rights/scopes.js'
import type { RightsSettings, RoleSettings } from '../../../../../src/access/rights/settings.js'
import { runs } from '../../../../support/runs.js'
import { grants, maskByModel, meaningOf, OWNERS, SOURCES } from '../arbitraries.js'

const access = (given: readonly Grant[]) => createAccess(given, SOURCES)

describe('the union of grants', () => {
  test('shows of each row what its grants show one by one, and nothing by their combination', () => {
    fc.assert(
      fc.property(grants, (given) => {
        const all = access(given)
        for (const scope of SOURCE_SCOPES)
          for (const source of SOURCES)
            for (const owners of OWNERS)
              expect(maskOfRow(all.rightsTo(scope, source), owners)).toBe(maskByModel(given, scope, source, owners))
      }),
      { numRuns: runs(500) },
    )
  })

  test('requests from the vendor the customers whose rows it shows, and no others', () => {
    fc.assert(
      fc.property(grants, fc.constantFrom(...SOURCES), (given, source) => {
        const all = access(given)
        const shows = (owners: readonly string[]) => maskByModel(given, 'calls:read', source, owners) !== null
        const customers = all.customersOf(source, 'calls:read')
        if (shows([])) expect(customers).toBe('all')
        // A customer whose rows show nothing more is not named; here there is no `all` that would show them.
        else expect(customers).toEqual(new Set(['1', '2', '3'].filter((customer) => shows([customer]))))
        expect(all.mayRead(source, 'calls')).toBe(OWNERS.some(shows))
      }),
      { numRuns: runs(500) },
    )
  })

  test('does not combine the scopes of one role with the sources, customers or masks of another', () => {
    const calls: Grant = { scopes: new Set(['calls:read']), sources: new Map([['a', 'all']]), mask: toMask(['phone']) }
    const ends: Grant = {
      scopes: new Set(['control:disconnect']),
      sources: new Map([['b', new Set(['1'])]]),
      mask: 0,
    }
    const both = access([calls, ends])
    expect(both.rightsTo('calls:read', 'b')).toBe(NOTHING)
    expect(both.rightsTo('control:disconnect', 'a')).toBe(NOTHING)
    expect(both.customersOf('b', 'control:disconnect')).toEqual(new Set(['1']))
    expect(maskOfRow(both.rightsTo('calls:read', 'a'), ['1'])).toBe(toMask(['phone']))
    expect([both.mayRead('a', 'calls'), both.mayRead('b', 'calls'), both.mayRead('a', 'sipAccounts')]).toEqual([
      true,
      false,
      false,
    ])
  })

  test('denies by default: no grant, no scope, no source, an unknown source', () => {
    const none = access([])
    for (const scope of SOURCE_SCOPES) expect(none.rightsTo(scope, 'a')).toBe(NOTHING)
    expect([none.isUnrestricted, none.may('metrics:read'), none.may('schema:read')]).toEqual([false, false, false])
    expect(unrestrictedAccess(SOURCES).rightsTo('calls:read', 'unknown')).toBe(NOTHING)
    expect(maskOfRow(NOTHING, ['1'])).toBeNull()
  })
})

describe('unrestricted access', () => {
  test('is the constant EVERYTHING, so that no row is checked', () => {
    const all = unrestrictedAccess(SOURCES)
    for (const scope of SOURCE_SCOPES)
      for (const source of SOURCES) expect(all.rightsTo(scope, source)).toBe(EVERYTHING)
    expect([all.isUnrestricted, all.may('metrics:read'), all.may('schema:read')]).toEqual([true, true, true])
  })

  test('can be without passwords, and is another right then', () => {
    const some = unrestrictedAccess(SOURCES, ['sip:credentials'])
    expect(some.rightsTo('sip:credentials', 'a')).toBe(NOTHING)
    expect(some.isUnrestricted).toBe(true)
    expect(some.fingerprint).not.toBe(unrestrictedAccess(SOURCES).fingerprint)
  })

  test('does not include rights that miss a source or have a mask', () => {
    const scopes = new Set(scopesNamed('*:read'))
    const on = (sources: readonly string[], mask = 0) =>
      access([{ scopes, sources: new Map(sources.map((source) => [source, 'all'])), mask }]).isUnrestricted
    expect([on(SOURCES), on(['a', 'b']), on(SOURCES, toMask(['notes']))]).toEqual([true, false, false])
  })
})

describe('the fingerprint', () => {
  test('is equal for equal rights, and differs for different ones', () => {
    let equal = 0
    const pair = fc.tuple(grants, grants).chain(([one, other]) =>
      // Random pairs are hardly ever equal: some are the same grants, in another order and in smaller parts.
      fc.constantFrom<readonly [readonly Grant[], readonly Grant[]]>(
        [one, other],
        [one, [...one].reverse()],
        [one, one.flatMap(inParts).reverse()],
        [one, [...one, ...one]],
      ),
    )
    fc.assert(
      fc.property(pair, ([one, other]) => {
        const isEqual = meaningOf(one) === meaningOf(other)
        if (isEqual) equal++
        expect(access(one).fingerprint === access(other).fingerprint).toBe(isEqual)
      }),
      { numRuns: runs(1000) },
    )
    expect(equal).toBeGreaterThan(runs(200))
  })

  /** The same grant as one for each scope and source, in another order. */
  const inParts = ({ scopes, sources, mask }: Grant): readonly Grant[] =>
    [...scopes].flatMap((scope) => {
      const shown = scopes.has('pii:full') ? 0 : mask
      const own: Grant = { scopes: new Set([scope]), sources: new Map(), mask: shown }
      return [own, ...[...sources].reverse().map((entry): Grant => ({ ...own, sources: new Map([entry]) }))]
    })

  test('does not confuse names that are equal when joined', () => {
    const one = (customers: readonly string[]) =>
      access([{ scopes: new Set(['calls:read']), sources: new Map([['a', new Set(customers)]]), mask: 0 }]).fingerprint
    const different = [['1', '2'], ['1,2'], ['1","2'], ['12'], ['1'], ['__proto__'], ['']].map(one)
    expect(new Set(different).size).toBe(different.length)
  })

  test('is that of the configuration, in whatever order it is written', () => {
    const { roles, tenants } = SETTINGS
    const reversed: RightsSettings = {
      roles: Object.fromEntries(Object.entries(roles).reverse()),
      tenants: { ...tenants, acme: { eu: { customers: ['18', '17'] }, dk: { customers: ['5f'] } } },
    }
    const of = (settings: RightsSettings, names: readonly string[]) =>
      fingerprintOf(settings, { roles: names, tenant: 'acme' })
    expect(of(SETTINGS, ['noc', 'tenant'])).toBe(of(reversed, ['tenant', 'noc']))
    expect(of(SETTINGS, ['tenant'])).not.toBe(of(SETTINGS, ['noc', 'tenant']))
    expect(fingerprintOf(SETTINGS, { roles: ['tenant'], tenant: 'acme' })).not.toBe(
      fingerprintOf(SETTINGS, { roles: ['tenant'], tenant: 'other' }),
    )
  })
})

const role = (more: Partial<RoleSettings>): RoleSettings => ({ scopes: ['calls:read'], mask: [], rate: {}, ...more })
const SETTINGS: RightsSettings = {
  roles: {
    noc: role({ scopes: ['active:read'], sources: { '*': 'all', lt: 'none' } }),
    tenant: role({ mask: ['ip'] }),
    prometheus: role({ scopes: ['metrics:read'] }),
    nothing: role({ sources: {} }),
  },
  tenants: { acme: { dk: { customers: ['5f'] }, eu: { customers: ['17', '18'] } }, other: { dk: 'all' } },
}
const CONFIGURED = ['dk', 'eu', 'lt']
const rightsOf = (settings: RightsSettings, who: Partial<Principal>) =>
  createRights(settings, CONFIGURED)({ ...LOCAL_PRINCIPAL, ...who })
function accessOf(settings: RightsSettings, who: Partial<Principal>) {
  const rights = rightsOf(settings, who)
  if (!rights.ok) throw new Error(rights.message)
  return rights.access
}
const fingerprintOf = (settings: RightsSettings, who: Partial<Principal>) => accessOf(settings, who).fingerprint

describe('roles and tenants', () => {
  test('a role has its sources: all, but those that it names otherwise', () => {
    const noc = accessOf(SETTINGS, { roles: ['noc'] })
    expect(CONFIGURED.map((source) => noc.mayRead(source, 'activeCalls'))).toEqual([true, true, false])
    expect(CONFIGURED.map((source) => noc.mayRead(source, 'calls'))).toEqual([false, false, false])
  })

  test('a role without sources has those of the tenant', () => {
    const acme = accessOf(SETTINGS, { roles: ['tenant'], tenant: 'acme' })
    expect(acme.customersOf('eu', 'calls:read')).toEqual(new Set(['17', '18']))
    expect(acme.customersOf('lt', 'calls:read')).toEqual(new Set())
    expect(classesIn(maskOfRow(acme.rightsTo('calls:read', 'dk'), ['5f']) ?? 0)).toEqual(['ip'])
    expect(maskOfRow(acme.rightsTo('calls:read', 'dk'), ['6a'])).toBeNull()
    expect(maskOfRow(acme.rightsTo('calls:read', 'dk'), [])).toBeNull()
  })

  test('of one tenant are never given to another, in whatever order they come', () => {
    const decide = createRights(SETTINGS, CONFIGURED)
    for (let time = 0; time < 2; time++)
      for (const [tenant, customers] of [
        ['acme', new Set(['5f'])],
        ['other', 'all'],
      ] as const) {
        const rights = decide({ ...LOCAL_PRINCIPAL, roles: ['tenant'], tenant })
        expect(rights.ok && rights.access.customersOf('dk', 'calls:read')).toEqual(customers)
      }
  })

  test('a tenant does not limit a role that names its sources, nor does such a role extend the tenant', () => {
    const both = accessOf(SETTINGS, { roles: ['tenant', 'noc'], tenant: 'acme' })
    expect(both.customersOf('eu', 'active:read')).toBe('all')
    expect(both.customersOf('eu', 'calls:read')).toEqual(new Set(['17', '18']))
  })

  test('roles of other applications are ignored', () => {
    const names = ['offline_access', 'noc', 'constructor', '__proto__']
    expect(fingerprintOf(SETTINGS, { roles: names })).toBe(fingerprintOf(SETTINGS, { roles: ['noc'] }))
  })

  test.each<[what: string, who: Partial<Principal>, message: string]>([
    ['no role', { roles: [] }, 'no role of this configuration is assigned'],
    ['an unknown role', { roles: ['root', '__proto__', 'toString'] }, 'no role of this configuration is assigned'],
    ['a role that needs a tenant, without one', { roles: ['tenant'] }, 'the role needs a tenant, and none is named'],
    ['the same beside another role', { roles: ['noc', 'tenant'] }, 'the role needs a tenant, and none is named'],
    ['an unknown tenant', { roles: ['tenant'], tenant: 'evil' }, 'the tenant is not known here'],
    ['the tenant __proto__', { roles: ['tenant'], tenant: '__proto__' }, 'the tenant is not known here'],
    [
      'an unknown tenant, of a role that needs none',
      { roles: ['noc'], tenant: 'evil' },
      'the tenant is not known here',
    ],
  ])('403, twice: %s', (_, who, message) => {
    const decide = createRights(SETTINGS, CONFIGURED)
    for (let time = 0; time < 2; time++)
      expect(decide({ ...LOCAL_PRINCIPAL, ...who })).toEqual({ ok: false, status: 403, code: 'FORBIDDEN', message })
  })

  test('a role without any sources, and one without scopes for rows, see no row', () => {
    for (const name of ['nothing', 'prometheus']) {
      const some = accessOf(SETTINGS, { roles: [name] })
      for (const source of CONFIGURED)
        for (const scope of SOURCE_SCOPES) expect(some.rightsTo(scope, source)).toBe(NOTHING)
    }
    expect(accessOf(SETTINGS, { roles: ['prometheus'] }).may('metrics:read')).toBe(true)
  })
})

describe('rates of several roles', () => {
  const perMinute = (count: number) => ({ count, periodMs: 60_000 })
  test('are the highest of those that allow the action, and none where one of them has none', () => {
    const fraud = role({ scopes: ['control:disconnect'], rate: { disconnects: perMinute(10), cost: perMinute(5) } })
    const faster = role({ scopes: ['control:disconnect'], rate: { disconnects: { count: 1, periodMs: 1000 } } })
    const noc = role({ rate: { cost: perMinute(7), concurrent: 4 } })
    expect(uniteRateLimits([fraud, noc])).toEqual({ disconnects: perMinute(10), cost: perMinute(7) })
    expect(uniteRateLimits([fraud, faster])).toEqual({ disconnects: { count: 1, periodMs: 1000 } })
    expect(uniteRateLimits([noc])).toEqual({ cost: perMinute(7), concurrent: 4 })
    expect(uniteRateLimits([role({ scopes: ['control:disconnect'] }), fraud]).disconnects).toBeUndefined()
  })
})

test('masks are sets of classes', () => {
  const mask = toMask(['phone', 'notes'])
  expect(classesIn(mask)).toEqual(['phone', 'notes'])
  expect([isMasked(mask, 'phone'), isMasked(mask, 'ip'), isMasked(0, 'notes')]).toEqual([true, false, false])
})

test('*:read is what reads rows, and nothing that concerns the gateway or acts', () => {
  const reads = scopesNamed('*:read')
  expect(reads).toEqual(expect.arrayContaining(Object.values(SCOPE_OF_LIST)))
  expect(reads.filter((scope) => SCOPES[scope].about !== 'rows')).toEqual([])
  expect(reads).not.toContain('sip:credentials')
})
