import { portaone } from '../../adapters/portaone/adapter.js'
import { portaoneSimulator } from '../../adapters/portaone/simulator.js'
import { conform } from './conform.js'
import { goldens } from './goldens.js'

conform({
  adapter: portaone,
  goldens: goldens.portaone,
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
