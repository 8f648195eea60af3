import { defineAdapter } from '../contract.js'
import { Secret } from '../values/secret.js'
import { activeCallsOf } from './active-calls.js'
import { callRecordsOf } from './call-records.js'
import { customerLookup, customersOf } from './customers.js'
import { faults, readError } from './faults.js'
import { authenticationOf } from './login.js'
import { type PortaoneSettings, portaoneSettings } from './settings.js'
import { sipAccountLookup, sipAccountsOf } from './sip-accounts.js'

// PortaOne PortaSwitch (PortaBilling): lists the sessions that are being charged for, xDRs, accounts and customers, as JSON. A method
// of the API that ends a session is not known.

const RECORDS = { keptDays: 366, longestCallMinutes: 240 }

export const portaone = defineAdapter<PortaoneSettings>({
  vendor: 'portaone',
  title: 'PortaOne PortaSwitch',
  manual: 'https://docs.portaone.com/',
  settings: portaoneSettings,
  declare: (settings) => ({
    auth: authenticationOf(settings),
    ...(settings.region === undefined ? {} : { region: settings.region }),
    lists: {
      activeCalls: activeCallsOf(settings),
      calls: callRecordsOf(settings),
      sipAccounts: sipAccountsOf(settings),
      customers: customersOf(settings),
    },
    lookups: { sipAccount: sipAccountLookup, customer: customerLookup(settings) },
    control: {},
    faults,
    readError,
  }),
  examples: [
    {
      label: 'password',
      settings: {
        auth: { username: 'demo', password: new Secret('demo-password') },
        region: 'DK',
        maxPageSize: 1000,
        postpaidBalance: 'debt',
        callRecords: RECORDS,
      },
    },
    {
      label: 'token',
      settings: {
        auth: { username: 'demo', token: new Secret('demo-token') },
        currency: 'EUR',
        maxPageSize: 1000,
        postpaidBalance: 'funds',
        callRecords: RECORDS,
      },
    },
  ],
})
