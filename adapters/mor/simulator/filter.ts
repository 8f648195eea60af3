import type { World, WorldCustomer } from '../../simulation/contract.js'
import { deviceIdOf, type ListedCall, PROVIDER_IDS, SERVER_IDS, userIdOf } from './active-call.js'
import { beginsLike, DIRECTIONS, withoutPlus } from './tariff.js'

// The s_* parameters as MOR applies them, with the errors of its document.

/** The value of a parameter; an empty value counts as absent. */
type Given = (name: string) => string | undefined

/** One parameter: the error for an unknown value, and which calls match a known value. */
interface Condition {
  readonly name: string
  readonly error: string
  readonly isKnown: (value: string, world: World, given: Given) => boolean
  readonly fits: (call: ListedCall, value: string) => boolean
  /** A parameter without which MOR silently ignores this one. */
  readonly needs?: string
}

const element =
  (name: string) =>
  (call: ListedCall, value: string): boolean =>
    call.elements[name] === value

const userWithId = (world: World, userId: string | undefined): WorldCustomer | undefined =>
  world.customers.find((customer) => userIdOf(customer) === userId)

function hasDevice(world: World, userId: string | undefined, deviceId: string): boolean {
  const trunkIndexes = userWithId(world, userId)?.trunkIndexes ?? []
  return world.trunks.some((trunk) => trunkIndexes.includes(trunk.index) && deviceIdOf(trunk) === deviceId)
}

const isSameName = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase()

const CONDITIONS: readonly Condition[] = [
  {
    name: 's_did',
    error: ' Did was not Found ',
    isKnown: (pattern, { trunks }) =>
      trunks.some(({ numbers }) => numbers.some((did) => beginsLike(withoutPlus(did), pattern))),
    fits: (call, pattern) => call.did !== null && beginsLike(call.did, pattern),
  },
  {
    name: 's_provider',
    error: 'Provider was not found',
    isKnown: (id) => PROVIDER_IDS.includes(id),
    fits: element('provider_id'),
  },
  {
    name: 's_user_id',
    error: 'Originating User was not found',
    isKnown: (id, world) => userWithId(world, id) !== undefined,
    fits: element('user_id'),
  },
  {
    name: 's_device',
    error: 'Originating Device was not found',
    isKnown: (id, world, given) => hasDevice(world, given('s_user_id'), id),
    fits: element('src_device_id'),
    needs: 's_user_id',
  },
  {
    name: 's_dst_user_id',
    error: 'Terminating User was not found',
    isKnown: (id, world) => userWithId(world, id) !== undefined,
    fits: element('dst_user_id'),
  },
  {
    name: 's_dst_device',
    error: 'Terminating Device was not found',
    isKnown: (id, world, given) => hasDevice(world, given('s_dst_user_id'), id),
    fits: element('dst_device_id'),
    needs: 's_dst_user_id',
  },
  {
    name: 's_destination',
    error: '',
    isKnown: () => true,
    fits: ({ elements }, pattern) => beginsLike(elements['localized_dst'] ?? '', pattern),
  },
  {
    name: 's_destination_group',
    error: 'Destination Group was not found',
    isKnown: (id) => DIRECTIONS[Number(id) - 1] !== undefined,
    fits: ({ elements }, id) => elements['direction_code'] === DIRECTIONS[Number(id) - 1]?.code,
  },
  {
    name: 's_source',
    error: '',
    isKnown: () => true,
    fits: ({ elements }, pattern) => beginsLike(elements['src'] ?? '', pattern),
  },
  {
    name: 's_status',
    error: 'Status value must be Ringing or Answered',
    isKnown: (status) => ['ringing', 'answered'].includes(status.toLowerCase()),
    fits: ({ elements }, status) => isSameName(elements['status'] ?? '', status),
  },
  {
    name: 's_server',
    error: 'Server was not found',
    isKnown: (id) => SERVER_IDS.includes(id),
    fits: ({ serverId }, id) => serverId === id,
  },
  {
    name: 's_country',
    error: 'Direction was not found',
    isKnown: (name) => DIRECTIONS.some((direction) => isSameName(direction.name, name)),
    fits: ({ elements }, name) => isSameName(elements['direction_name'] ?? '', name),
  },
]

/**
 * Filters the calls by the parameters of a request.
 * @returns the calls that match, or the text of the first error.
 */
export function applyFilter(
  calls: readonly ListedCall[],
  parameters: URLSearchParams,
  world: World,
): { readonly calls: readonly ListedCall[] } | { readonly error: string } {
  const given: Given = (name) => parameters.get(name) || undefined
  const conditions = CONDITIONS.flatMap((condition) => {
    const value = given(condition.name)
    const isIgnored = condition.needs !== undefined && given(condition.needs) === undefined
    return value === undefined || isIgnored ? [] : [{ condition, value }]
  })
  const unknown = conditions.find(({ condition, value }) => !condition.isKnown(value, world, given))
  if (unknown !== undefined) return { error: unknown.condition.error }
  return { calls: calls.filter((call) => conditions.every(({ condition, value }) => condition.fits(call, value))) }
}
