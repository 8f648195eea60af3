import { portaone } from '../../adapters/portaone/adapter.js'
import { portaoneSimulator } from '../../adapters/portaone/simulator.js'
import { conform } from './conform.js'
import { customerGoldens } from './portaone/golden-customers.js'
import { accountGoldens, sessionGoldens } from './portaone/golden-others.js'
import { xdrGoldens } from './portaone/golden-xdrs.js'

conform({
  adapter: portaone,
  goldens: [...xdrGoldens, ...sessionGoldens, ...accountGoldens, ...customerGoldens],
  simulator: portaoneSimulator,
  sites: [
    { label: 'default', options: {} },
    {
      label: 'with other habits',
      options: {
        expiry: 'expires_in',
        unixTimes: false,
        setupTime: true,
        causeAsText: false,
        includesEnd: true,
        recordDelaySeconds: 60,
        largestLimit: 1000,
      },
    },
  ],
})
