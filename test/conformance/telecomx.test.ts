import { telecomx } from '../../adapters/telecomx/adapter.js'
import { telecomxSimulator } from '../../adapters/telecomx/simulator.js'
import { conform } from './conform.js'
import { cdrGoldens } from './telecomx/golden-cdrs.js'
import { customerGoldens } from './telecomx/golden-customers.js'
import { controlGoldens, faultGoldens, lookupGoldens } from './telecomx/golden-others.js'
import { sessionListGoldens } from './telecomx/golden-sessions.js'
import { sipAccountGoldens } from './telecomx/golden-sip-accounts.js'

conform({
  adapter: telecomx,
  simulator: telecomxSimulator,
  goldens: [
    ...sessionListGoldens,
    ...cdrGoldens,
    ...sipAccountGoldens,
    ...customerGoldens,
    ...lookupGoldens,
    ...controlGoldens,
    ...faultGoldens,
  ],
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
