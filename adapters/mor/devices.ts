import type { SipAccountFilter } from '../../schema/filters.js'
import type { SipAccount } from '../../schema/sip-account.js'
import type { Fields, ListDeclaration, Pushdown, RowOwners } from '../contract.js'
import { always, from, toInt, toText } from '../wire/field-readers.js'
import { ownedBy } from '../wire/owned-by.js'
import { unreportedAccount } from '../wire/unreported-account.js'
import type { MorSettings } from './settings.js'
import { userRequest, WRITTEN_ID } from './user-request.js'
import { decodeDevices } from './users.js'

// devices_get: the devices of one user, with their passwords. Vendor document:
// https://wiki.kolmisoft.com/index.php/MOR_API_devices_get
//
// MOR has no list of the devices of all users, and its rows do not name the user.

type SipAccounts = ListDeclaration<'sipAccounts'>

const customerPushdown = (id: unknown): Pushdown =>
  typeof id === 'string' && WRITTEN_ID.test(id) ? 'exact' : 'unsupported'

/** The list of devices, with the settings of one source. */
export const devicesOf = ({ auth: { username } }: MorSettings): SipAccounts => ({
  support: 'EMULATED',
  paging: { style: 'snapshot' },
  order: 'none',
  pushdown: {
    customerId: customerPushdown,
    // No row says whether a device is registered or allowed.
    up: 'unsupported',
    active: 'unsupported',
    resellerId: 'unsupported',
    search: 'unsupported',
    number: 'unsupported',
  },
  unavailable: ({ customerId }) =>
    customerId === undefined ? 'devices are listed for one user at a time: give filter.customerId' : null,
  secrets: ['secret'],
  request: ({ filter }) => ({
    ...userRequest('devices_get', [['u', username], ...userOf(filter)]),
    confidential: true,
  }),
  decode: decodeDevices,
  completeRow: (row, { customerId }) => ({ ...row, user_id: customerId }),
  owners,
  orderTime: () => null,
  fields,
})

const userOf = ({ customerId }: SipAccountFilter) =>
  customerId === undefined ? [] : [['user_id', customerId] as const]

const owners: RowOwners = {
  ...ownedBy('user_id'),
  completeByCustomer: true,
  // Without a customer there is no list.
  mostByCustomer: Infinity,
}

// <device><device_id>3</device_id><device_type>SIP</device_type><devicegroup_id>1</devicegroup_id>
// <primary_device>yes</primary_device><username>101</username><secret>…</secret><ipaddr>192.0.2.10</ipaddr>
// <port>5060</port></device>
//
// Before 2018 only the first two.
const fields: Fields<SipAccount> = {
  ...unreportedAccount,
  nativeId: from('device_id', (id) => toText(id) ?? ''),
  name: from('username', toText),
  active: always(null),
  type: from('device_type', toText),
  status: always<'UNKNOWN'>('UNKNOWN'),
  customer: from('user_id', (user) => {
    const nativeId = toText(user)
    return nativeId === null ? null : { nativeId, name: null }
  }),
  username: from('username', toText),
  password: from('secret', toText),
  ipAddress: from('ipaddr', toText),
  port: from('port', toInt),
}
