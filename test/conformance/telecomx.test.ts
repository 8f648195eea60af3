import { telecomx } from '../../adapters/telecomx/adapter.js'
import { telecomxSimulator } from '../../adapters/telecomx/simulator.js'
import { conform } from './conformance.js'
import { customerGoldens } from './telecomx/golden-customers.js'
import { controlGoldens, faultGoldens, lookupGoldens } from './telecomx/golden-others.js'
import { sessionListGoldens } from './telecomx/golden-sessions.js'
import { sipAccountGoldens } from './telecomx/golden-sip-accounts.js'

conform({
  adapter: telecomx,
  simulator: telecomxSimulator,
  goldens: [
    ...sessionListGoldens,
    ...sipAccountGoldens,
    ...customerGoldens,
    ...lookupGoldens,
    ...controlGoldens,
    ...faultGoldens,
  ],
  sites: [
    { label: 'as documented', options: {} },
    { label: 'bare array', options: { bareArray: true } },
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
