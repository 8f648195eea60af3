import { describe, expect, test } from 'vitest'
import type { ActiveCallFilter, MorCallFilter } from '../../../../schema/filters.js'
import { splitFilter } from '../../../../src/plan/filter.js'
import { activeCallsOf, declare, formOf, requestFor } from './declared.js'

const list = activeCallsOf(declare())
const problem = (filter: ActiveCallFilter): string | null => list.problem?.(filter) ?? null
/** What is sent for a filter, as the gateway divides it. */
const sent = (filter: ActiveCallFilter): string => formOf(requestFor(declare(), splitFilter(list, filter).pushed))

describe('what MOR would misread is refused, naming the argument', () => {
  const ids = [
    'providerId',
    'userId',
    'deviceId',
    'destinationUserId',
    'destinationDeviceId',
    'destinationGroupId',
    'serverId',
  ] as const
  const others: MorCallFilter = { userId: '2', destinationUserId: '2' }

  test.each(ids)('filter.mor.%s that is not digits', (name) => {
    for (const value of ['', ' 2', '2 ', '-2', '+2', '2.0', '0x2', 'two', '2 OR 1=1', '٢', '2\n'])
      expect(problem({ mor: { ...others, [name]: value } })).toBe(
        `filter.mor.${name} must consist of digits: it is a numeric id of MOR`,
      )
    expect(problem({ mor: { ...others, [name]: '2' } })).toBeNull()
  })

  const texts = ['didPrefix', 'destinationPrefix', 'sourcePrefix', 'country'] as const

  test.each(texts)('filter.mor.%s without text', (name) => {
    expect(problem({ mor: { [name]: '' } })).toContain(`filter.mor.${name} must not be empty`)
    expect(problem({ mor: { [name]: '%370' } })).toBeNull()
  })

  test('a device without its user', () => {
    expect(problem({ mor: { deviceId: '9' } })).toBe(
      'filter.mor.deviceId requires filter.mor.userId: MOR ignores a device without its user',
    )
    expect(problem({ mor: { deviceId: '9', userId: '5' } })).toBeNull()
    expect(problem({ customerId: '5', mor: { deviceId: '9' } })).toBeNull()
    expect(problem({ customerId: 'five', mor: { deviceId: '9' } })).toContain('filter.mor.deviceId')
  })

  test('a called device without its user', () => {
    expect(problem({ mor: { destinationDeviceId: '9', userId: '5' } })).toBe(
      'filter.mor.destinationDeviceId requires filter.mor.destinationUserId: MOR ignores a device without its user',
    )
    expect(problem({ mor: { destinationDeviceId: '9', destinationUserId: '5' } })).toBeNull()
  })

  test('two names for one user', () => {
    expect(problem({ customerId: '5', mor: { userId: '6' } })).toContain('have different values')
    expect(problem({ customerId: '5', mor: { userId: '5' } })).toBeNull()
  })

  test('null is the same as absent', () => {
    const nothing: unknown = { customerId: '5', mor: { userId: null, serverId: null, destinationDeviceId: null } }
    expect(problem(nothing as ActiveCallFilter)).toBeNull()
  })

  test('conditions of other vendors are accepted', () => {
    expect(problem({ customerId: 'not-of-mor', caller: '+4570305050', portasip: { recursive: true } })).toBeNull()
  })
})

describe('what is sent', () => {
  test.each<[ActiveCallFilter, string]>([
    [{}, 'u=username'],
    [{ state: ['RINGING'] }, 'u=username&s_status=ringing'],
    [{ state: ['CONNECTED'] }, 'u=username&s_status=answered'],
    [{ state: ['RINGING', 'CONNECTED'] }, 'u=username'],
    [{ state: ['UNKNOWN'] }, 'u=username'],
    [{ state: [] }, 'u=username'],
    [{ customerId: '5' }, 'u=username&s_user_id=5'],
    [{ mor: { userId: '5' } }, 'u=username&s_user_id=5'],
    [{ customerId: '5', mor: { userId: '5' } }, 'u=username&s_user_id=5'],
    [{ customerId: '5', mor: { deviceId: '9' } }, 'u=username&s_user_id=5&s_device=9'],
    [{ mor: { didPrefix: '%370', sourcePrefix: '45_1&2=3' } }, 'u=username&s_did=%25370&s_source=45_1%262%3D3'],
    [{ accountId: '9', caller: '4570305050', number: '45', direction: 'INBOUND', minDurationSeconds: 3 }, 'u=username'],
  ])('%j', (filter, form) => {
    expect(sent(filter)).toBe(form)
  })

  test.each(['5f0c1a2b3c4d5e6f70819203', 'five', '007', '-5', ''])(
    'the customer id %j cannot be one of MOR',
    (customerId) => {
      expect(sent({ customerId })).toBe('u=username')
      expect(splitFilter(list, { customerId }).residual).toHaveLength(1)
    },
  )
})

test('a condition that only another vendor has matches nothing here', () => {
  expect(splitFilter(list, { portasip: { connectionId: 3 } }).unsupported).toEqual(['portasip.connectionId'])
})
