import { describe, expect, test } from 'vitest'
import { arrayWorld, worldCall } from '../../../../adapters/simulation/world.js'
import type { ActiveCallFilter, MorCallFilter } from '../../../../schema/filters.js'
import { activeCallsOf, requestFor } from './declared.js'
import { customer, NOW_MS, open, populated, trunk } from './staged.js'

describe('the calls of the world', () => {
  test('those that ring or are answered, not those that are set up or over', () => {
    expect(open().ids({})).toEqual(['12', '13', '11'])
    expect(open().records('state')).toEqual(['RINGING', 'CONNECTED', 'CONNECTED'])
    expect(open().records('direction')).toEqual(['INBOUND', 'UNKNOWN', 'OUTBOUND'])
  })

  test('with times in the zone of the site, and numbers without a sign', () => {
    const { records } = open({ timeZone: 'America/New_York' })
    expect(records('startedAt')).toEqual(['2026-07-01T11:59:57Z', '2026-07-01T11:59:30Z', '2026-07-01T11:59:20Z'])
    expect(records('answeredAt')).toEqual([null, '2026-07-01T11:59:35Z', '2026-07-01T11:59:25Z'])
    expect(records('durationSeconds')).toEqual([null, 25, 35])
    expect(records('caller')).toMatchObject([{ anonymous: true }, { number: '101' }, { number: '4570305050' }])
  })

  test('with the customer and the trunk on the side where they are', () => {
    const { records } = open()
    const device = { id: String((trunk?.index ?? 0) + 2), type: 'SIP', name: trunk?.name }
    expect(records('customer')).toEqual([null, ...Array(2).fill({ nativeId: '2', name: customer?.name })])
    expect(records('mor')).toMatchObject([
      { sourceDevice: null, destinationDevice: device, destinationUserId: '2', destinationUser: customer?.name },
      { sourceDevice: device, destinationDevice: null, directionCode: null, providerId: null },
      { sourceDevice: device, destinationDevice: null, directionCode: 'GBR', providerId: '1' },
    ])
  })

  test('an extension is in no tariff, and a provider is reported once the call is answered', () => {
    const outbound = { direction: 'outbound', startedAtMs: NOW_MS - 3000 } as const
    const calls = [worldCall({ ...outbound, index: 2, callee: '101' }), worldCall({ ...outbound, index: 1 })]
    expect(open({}, arrayWorld({ calls })).records('mor')).toMatchObject([
      { localizedDestination: '101', directionCode: null },
      { localizedDestination: '4580808080', directionCode: 'DNK', providerId: null },
    ])
  })

  test('a world without calls is an empty list', () => {
    expect(open({}, arrayWorld({ calls: [] })).ids({})).toEqual([])
  })

  test('an older server reports no unique id', () => {
    expect(open({ uniqueId: false }).records('startedAt')).toEqual([null, null, null])
  })
})

describe('every filter', () => {
  const prefix = (trunk?.numbers[0] ?? '').slice(1, 8)
  const device = String((trunk?.index ?? 0) + 2)

  test.each<[ActiveCallFilter, string[]]>([
    [{ state: ['RINGING'] }, ['12']],
    [{ state: ['CONNECTED'] }, ['13', '11']],
    [{ customerId: '2' }, ['13', '11']],
    [{ customerId: '3' }, []],
    [{ mor: { userId: '2', deviceId: device } }, ['13', '11']],
    [{ mor: { destinationUserId: '2' } }, ['12']],
    [{ mor: { destinationUserId: '2', destinationDeviceId: device } }, ['12']],
    [{ mor: { destinationUserId: '3' } }, []],
    [{ mor: { didPrefix: prefix } }, ['12']],
    [{ mor: { didPrefix: `%${prefix.slice(2)}` } }, ['12']],
    [{ mor: { destinationPrefix: '44' } }, ['11']],
    [{ mor: { destinationPrefix: '%946' } }, ['11']],
    [{ mor: { destinationPrefix: '946' } }, []],
    [{ mor: { sourcePrefix: '4570305' } }, ['11']],
    [{ mor: { sourcePrefix: '10' } }, ['13']],
    [{ mor: { destinationGroupId: '2' } }, ['11']],
    [{ mor: { country: 'united kingdom' } }, ['11']],
    [{ mor: { providerId: '1' } }, ['11']],
    [{ mor: { providerId: '2' } }, []],
    [{ mor: { serverId: '1' } }, ['13', '11']],
    [{ mor: { serverId: '2' } }, ['12']],
    [{ state: ['CONNECTED'], mor: { serverId: '1', sourcePrefix: '10' } }, ['13']],
  ])('%j', (filter, ids) => {
    expect(open().ids(filter)).toEqual(ids)
  })

  test.each<[MorCallFilter, string]>([
    [{ serverId: '9' }, 'filter.mor.serverId'],
    [{ country: 'Atlantis' }, 'filter.mor.country'],
    [{ userId: '999' }, 'filter.mor.userId'],
    [{ userId: '3', deviceId: '2' }, 'filter.mor.deviceId'],
    [{ destinationUserId: '999' }, 'filter.mor.destinationUserId'],
    [{ destinationUserId: '3', destinationDeviceId: '2' }, 'filter.mor.destinationDeviceId'],
    [{ destinationGroupId: '99' }, 'filter.mor.destinationGroupId'],
    [{ providerId: '99' }, 'filter.mor.providerId'],
    [{ didPrefix: '999' }, 'filter.mor.didPrefix'],
  ])('%j is refused, and the fault names it', (filter, argument) => {
    const fault = open().fault({ mor: filter })
    expect(fault).toMatchObject({ code: 'REJECTED', message: expect.stringContaining(argument) })
  })

  test('a device without its user is silently ignored, as by MOR', () => {
    expect(open().ids({ mor: { deviceId: '999' } })).toEqual(['12', '13', '11'])
  })
})
test('what the vendor applies is what the gateway would find, over a world', () => {
  const everything = open({}, populated).ids({})
  const { source } = open({}, populated)
  const list = activeCallsOf(source.declaration)
  const rows = source.ask(requestFor(source.declaration, {}), list.decode).rows
  for (const { index } of populated.customers) {
    const customerId = String(index + 2)
    const theirs = rows.filter((row) => list.fields.customer.read(row)?.nativeId === customerId)
    expect(open({}, populated).ids({ customerId })).toEqual(theirs.map((row) => row['id']))
  }
  expect(everything.length).toBeGreaterThan(20)
})

test('every field is reported by some simulated call', () => {
  const { source } = open({}, populated)
  const { decode, fields } = activeCallsOf(source.declaration)
  const rows = source.ask(requestFor(source.declaration, {}), decode).rows
  const untold = Object.entries(fields)
    .filter(([, field]) => field.from.length > 0 && rows.every((row) => field.read(row) === null))
    .map(([name]) => name)
  expect(untold).toEqual([])
  const calls = rows.map((row) => fields.mor.read(row))
  const parts = ['destinationUserId', 'providerName', 'uniqueId', 'destinationName'] as const
  expect(parts.filter((name) => calls.every((call) => call?.[name] === null))).toEqual([])
})
