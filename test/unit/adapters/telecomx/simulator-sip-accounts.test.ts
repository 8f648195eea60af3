import { describe, expect, test } from 'vitest'
import { telecomxSimulator } from '../../../../adapters/telecomx/simulator.js'
import { CONDENSED_ONLY_SIP_ACCOUNT, CONDENSED_SIP_ACCOUNT } from '../../../../adapters/telecomx/vendor-fields.js'
import { fieldsRead, memberNames, send, sipAccountsOf, world } from './simulated.js'

const ALL_ACCOUNTS = `reseller=${String(telecomxSimulator.open({}).source('')['resellerId'])}&limit=500`

test('one SIP account is the full object, or 404 where there is none', () => {
  const [first] = sipAccountsOf(`${ALL_ACCOUNTS}&full=true`)
  expect(send(`/sip/${String(first?._id)}`)).toEqual({ status: 200, body: first, object: first })
  expect(send('/sip/A0000000000000000000FFFF')).toMatchObject({ status: 404, object: { error: { code: 'id' } } })
})

describe('the list of SIP accounts', () => {
  const all = sipAccountsOf(`${ALL_ACCOUNTS}&full=true`)
  const ids = (rows: readonly Record<string, unknown>[]) => rows.map((row) => row._id)
  const idsOf = (query: string) => ids(sipAccountsOf(`${ALL_ACCOUNTS}&${query}`))

  test('has every trunk, ordered by id, and only the own customer without a reseller', () => {
    expect(all).toHaveLength(world.trunks.length)
    expect(ids(all)).toEqual(ids(all).toSorted())
    expect(all.every(({ _id }) => /^[0-9A-F]{24}$/.test(String(_id)))).toBe(true)
    expect(ids(sipAccountsOf(''))).toEqual(ids(all.filter(({ customer }) => customer === all[0]?.customer)))
    expect(send('/sip?limit=5000').object.limit).toBe(500)
    expect(send('/sip?limit=0').object.limit).toBe(1)
  })

  test('can be narrowed by every documented parameter', () => {
    const customer = String(all.at(-1)?.customer)
    expect(ids(sipAccountsOf(`customer=${customer}`))).toEqual(ids(all.filter((row) => row.customer === customer)))
    expect(idsOf(`customer=${customer}`)).toEqual(ids(all.filter((row) => row.customer === customer)))
    expect(idsOf('up=true')).toEqual(ids(all.filter(({ status }) => status === 'ON')))
    expect(idsOf('up=false')).toEqual(ids(all.filter(({ status }) => status === 'OFF')))
    expect(idsOf('filter=havblik')).toEqual(ids(all.filter(({ name, notes }) => /havblik/i.test(`${name} ${notes}`))))
    expect(idsOf(`filter=${encodeURIComponent('+4570305001')}`)).toHaveLength(1)
    expect(idsOf('filter=demosip000000003')).toEqual([all[3]?._id])
    expect(ids(sipAccountsOf('reseller=nobody'))).toEqual([])
    const perReseller = [1, 2, 3, 4].map((n) => sipAccountsOf(`reseller=E0000000000000000000000${n}&limit=500`).length)
    expect(perReseller.reduce((sum, count) => sum + count)).toBe(all.length)
    expect(Math.max(...perReseller)).toBeLessThan(all.length)
  })

  test('has the condensed fields of the document, and only with full=true the others', () => {
    const condensed = sipAccountsOf(ALL_ACCOUNTS)
    expect(memberNames(condensed)).toEqual([...CONDENSED_SIP_ACCOUNT].toSorted())
    expect(memberNames([...all, ...condensed])).toEqual(fieldsRead('sipAccounts'))
    expect(memberNames(all).filter((name) => CONDENSED_ONLY_SIP_ACCOUNT.some((only) => only === name))).toEqual([])
  })

  test('reports no client fields for a PBX trunk, and fake passwords for the others', () => {
    const ofClients = [
      'status',
      'sipServer',
      'userAgent',
      'contact',
      'connection',
      'username',
      'password',
      'ipAddress',
      'port',
      'countries',
      'clipSA',
      'stripDkCountryCode',
      'prefixMobileOriginated',
      'failover',
      'alwaysFailover',
      'defaultNumber',
    ]
    const pbxTrunks = all.filter(({ pbx }) => pbx !== 0)
    expect(pbxTrunks.length).toBeGreaterThan(0)
    expect(pbxTrunks.flatMap((row) => ofClients.filter((name) => name in row))).toEqual([])
    const others = all.filter(({ pbx }) => pbx === 0)
    expect(new Set(others.map(({ password }) => password))).toEqual(new Set(['demo-sip-password']))
  })
})
