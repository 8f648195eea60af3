import { defineAdapter } from '../contract.js'
import { Secret } from '../values/secret.js'
import { activeCallsOf } from './active-calls.js'
import { faults } from './faults.js'
import { morAuthentication } from './mor-hash.js'
import { type MorSettings, morSettings } from './settings.js'

// Kolmisoft MOR: the calls that are in progress now (active_calls_get, from MOR X14 on). It cannot end them.
//
// MOR answers with every call at once, so a list is a snapshot; it promises no order. Whose calls these are depends on
// the user who asks: the administrator sees all, a reseller his own and those of his users, a user his own. Calls that
// are older than "Hide active calls longer than" (24 hours, unless changed in MOR) are not listed. Times are local,
// without an offset.

export const mor = defineAdapter<MorSettings>({
  vendor: 'mor',
  title: 'Kolmisoft MOR',
  manual: 'https://wiki.kolmisoft.com/index.php/MOR_API_active_calls_get',
  settings: morSettings,
  declare: (settings) => ({
    auth: morAuthentication(settings),
    ...(settings.region === undefined ? {} : { region: settings.region }),
    lists: { activeCalls: activeCallsOf(settings) },
    // The API has no method for one call, and none to end one.
    lookups: {},
    control: {},
    faults,
    // An error status comes from the web server in front of MOR, as an HTML page: the status says it all.
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
      },
    },
    {
      label: 'administrator',
      settings: { auth: { username: 'admin', secretKey: new Secret('456789') }, hash: 'auto', timeZone: 'UTC' },
    },
  ],
})
