import { type Authentication, defineAdapter } from '../contract.js'
import { Secret } from '../values/secret.js'
import { activeCallsOf } from './active-calls.js'
import { callLookup, callRecordsOf } from './call-records.js'
import { controlsOf, statsOf } from './controls.js'
import { customerLookup, customersOf } from './customers.js'
import { faultRules } from './faults.js'
import { type PortasipSettings, portasipSettings } from './settings.js'
import { sipAccountLookup, sipAccountsOf } from './sip-accounts.js'

// A softswitch that speaks Sippy's XML-RPC: lists calls in progress, and can end them; lists records of ended calls,
// customers and accounts.
// (The name portasip is only used in this project; PortaOne's PortaSIP speaks another dialect.)
//
// The switch returns all calls in one response: there is no paging, so a list is a snapshot. In trusted mode there is
// no authentication, so i_customer is always taken from the configuration, never from a query.

const RECORDS = { keptDays: 366, longestCallMinutes: 240, comparedTime: 'unknown', carrierCosts: false } as const
const CUSTOMERS = { listedBalance: 'money' } as const

export const portasip = defineAdapter<PortasipSettings>({
  vendor: 'portasip',
  title: 'Softswitch (Sippy XML-RPC)',
  manual: 'https://support.sippysoft.com/support/solutions/articles/107462-xml-rpc-api-manage-active-calls',
  settings: portasipSettings,
  declare: (settings) => ({
    auth: toAuthentication(settings),
    ...(settings.region === undefined ? {} : { region: settings.region }),
    lists: {
      activeCalls: activeCallsOf(settings),
      calls: callRecordsOf(settings),
      customers: customersOf(settings),
      sipAccounts: sipAccountsOf(settings),
    },
    // The switch has no method that returns one call in progress.
    lookups: {
      call: callLookup(settings),
      customer: customerLookup(settings),
      sipAccount: sipAccountLookup(settings),
    },
    control: controlsOf(settings),
    activeCallStats: statsOf(settings),
    faults: faultRules,
    // An error status comes from the web server in front of the switch, as an HTML page, so only the status is used.
    readError: () => ({}),
  }),
  examples: [
    {
      label: 'digest',
      settings: {
        auth: { username: 'weblogin', password: new Secret('demo-password') },
        timeZone: 'UTC',
        region: 'DK',
        callRecords: RECORDS,
        customers: CUSTOMERS,
      },
    },
    {
      label: 'trusted',
      settings: { trusted: { customerId: 1 }, timeZone: 'UTC', callRecords: RECORDS, customers: CUSTOMERS },
    },
    {
      label: 'trusted wholesaler',
      settings: {
        trusted: { wholesalerId: 7 },
        timeZone: 'Europe/Copenhagen',
        callRecords: { ...RECORDS, carrierCosts: true },
        customers: { listedBalance: 'debt' },
      },
    },
  ],
})

function toAuthentication({ auth }: PortasipSettings): Authentication {
  if (auth === undefined) return { scheme: 'none' }
  return { scheme: 'digest', username: auth.username, password: auth.password }
}
