import { defineAdapter } from '../contract.js'
import { Secret } from '../values/secret.js'
import { activeCallsOf } from './active-calls.js'
import { callRecordsOf } from './call-records.js'
import { customerLookup, customersOf } from './customers.js'
import { devicesOf } from './devices.js'
import { faults } from './faults.js'
import { morAuthentication } from './mor-hash.js'
import { type MorSettings, morSettings } from './settings.js'

// Kolmisoft MOR: lists calls in progress (active_calls_get, from MOR X14 on), and cannot end them; lists records of ended
// calls (user_calls_get, from MOR 9 on).
//
// MOR returns all calls in one response, in no guaranteed order, so a list is a snapshot. Its content depends on the
// API user: the administrator sees all calls, a reseller those of himself and his users, a user only his own. Calls
// that have lasted longer than "Hide active calls longer than" (24 hours by default) are not listed. Times are local,
// without an offset.

const RECORDS = {
  keptDays: 366,
  providers: { '3': 'carrier-a' },
  dids: { '3': '4570305050' },
  hangupCauses: { '3': 16 },
}

export const mor = defineAdapter<MorSettings>({
  vendor: 'mor',
  title: 'Kolmisoft MOR',
  manual: 'https://wiki.kolmisoft.com/index.php/MOR_API_active_calls_get',
  settings: morSettings,
  declare: (settings) => ({
    auth: morAuthentication(settings),
    ...(settings.region === undefined ? {} : { region: settings.region }),
    lists: {
      activeCalls: activeCallsOf(settings),
      calls: callRecordsOf(settings),
      customers: customersOf(settings),
      sipAccounts: devicesOf(settings),
    },
    // The API has no method that returns or ends one call.
    lookups: { customer: customerLookup(settings) },
    control: {},
    faults,
    // An error status comes from the web server in front of MOR, as an HTML page, so only the status is used.
    readError: () => ({}),
  }),
  examples: [
    {
      label: 'user',
      settings: {
        auth: { username: 'username', secretKey: new Secret('456789') },
        hash: 'auto',
        timeZone: 'Europe/Vilnius',
        region: 'LT',
        callRecords: RECORDS,
      },
    },
    {
      label: 'administrator',
      settings: {
        auth: { username: 'admin', secretKey: new Secret('456789'), password: new Secret('secret') },
        hash: 'auto',
        timeZone: 'UTC',
        currency: 'EUR',
        serverTimeZone: 'Europe/Vilnius',
        callRecords: RECORDS,
      },
    },
  ],
})
