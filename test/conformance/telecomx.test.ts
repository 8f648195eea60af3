import { telecomx } from '../../adapters/telecomx/adapter.js'
import { telecomxSimulator } from '../../adapters/telecomx/simulator.js'
import { conform } from './conform.js'
import { goldens } from './goldens.js'

conform({
  adapter: telecomx,
  simulator: telecomxSimulator,
  goldens: goldens.telecomx,
  sites: [
    { label: 'as documented', options: {} },
    { label: 'bare array', options: { bareArray: true } },
    { label: 'CDRs', options: { calls: 'cdrs' } },
    {
      label: 'CDRs of days in another zone, without the last one',
      options: { calls: 'cdrs', cdrZone: 'America/New_York', cdrEnd: 'exclusive' },
    },
  ],
  except: [
    {
      rule: 'C3',
      reason:
        'The configured reseller is not always sent: what the vendor makes of a reseller beside a customer is not ' +
        'documented, and a customer alone is answered exactly.',
    },
  ],
})
