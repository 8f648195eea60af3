import type { World, WorldCustomer, WorldTrunk } from '../../simulation/contract.js'
import { deviceIdOf, userIdOf } from './active-call.js'
import { writeBareError, writePage, writeStatus } from './print.js'

// users_get, user_details_get and devices_get over the world, written from the wiki and the facts, not from the adapter.
// A positive balance is money that the user has.

/** With four decimals, of which `balance` of the details has two. */
const balanceOf = ({ index }: WorldCustomer): string => (((index * 53) % 90) - 25 + index / 9999).toFixed(4)
const ownerOf = ({ index, resellerIndex }: WorldCustomer): string =>
  index > 4 && index !== resellerIndex ? userIdOf({ index: resellerIndex }) : '0'

const FIRST_PART = /^\S+/
/** A company has a first name only; every fourth user has no name but that of the login. */
const namesOf = (customer: WorldCustomer) => {
  if (customer.index % 4 === 3) return { first_name: '', last_name: '' }
  const first = FIRST_PART.exec(customer.name)?.[0] ?? ''
  return { first_name: first, last_name: customer.name.slice(first.length + 1) }
}
const usernameOf = ({ index }: WorldCustomer): string => `user${userIdOf({ index })}`

/** All users of the API user, and the API user itself, who is no customer. */
export function usersPage(
  world: World,
  parameters: URLSearchParams,
  options: { readonly userPassword: string },
): string {
  if (parameters.get('p') !== options.userPassword)
    return writeStatus({ error: 'You are not authorized to view this page' })
  if (world.customers.length === 0) return writeStatus({ error: 'No Users found' })
  const users = world.customers.map((customer) => ({
    id: userIdOf(customer),
    username: usernameOf(customer),
    ...namesOf(customer),
    balance: balanceOf(customer),
    blocked: customer.index % 6 === 5 ? '1' : '0',
    lcr_id: '1',
    tariff_id: '2',
    owner_id: ownerOf(customer),
    usertype: 'user',
  }))
  const administrator = { id: '0', username: 'admin', balance: '0', blocked: '0', owner_id: '0', usertype: 'admin' }
  return writePage({ status: { users: { user: [administrator, ...users] } } })
}

export function userPage(world: World, parameters: URLSearchParams): string {
  const customer = world.customers.find((one) => userIdOf(one) === parameters.get('user_id'))
  if (customer === undefined) return writeBareError('User was not found')
  const balance = balanceOf(customer)
  const { first_name, last_name } = namesOf(customer)
  return writePage({
    pagename: 'Personal_details',
    language: 'en',
    error_msg: '',
    // Of the user who asks.
    userid: '0',
    details: {
      main_detail: {
        account: customer.index % 2 === 0 ? 'Prepaid' : 'Postpaid',
        balance: `${Number(balance).toFixed(2)} EUR`,
        balance_number: balance,
        balance_currency: 'EUR',
        credit: customer.index % 3 === 0 ? 'Unlimited' : '10.00',
      },
      other_details: { username: usernameOf(customer), first_name, surname: last_name, vat_percent: '25.0' },
    },
  })
}

export function devicesPage(world: World, parameters: URLSearchParams): string {
  const userId = parameters.get('user_id') ?? ''
  if (userId === '') return writeBareError('user_id is empty')
  const customer = world.customers.find((one) => userIdOf(one) === userId)
  if (customer === undefined) return writeBareError('User not found')
  const trunks = world.trunks.filter(({ index }) => customer.trunkIndexes.includes(index))
  return writePage({ devices: { device: trunks.map(toDevice) } })
}

const toDevice = (trunk: WorldTrunk) => ({
  device_id: deviceIdOf(trunk),
  device_type: trunk.index % 5 === 4 ? 'IAX2' : 'SIP',
  devicegroup_id: '1',
  primary_device: 'no',
  username: `device${deviceIdOf(trunk)}`,
  secret: 'not-for-clients',
  ipaddr: trunk.ipAddress,
  port: '5060',
})
