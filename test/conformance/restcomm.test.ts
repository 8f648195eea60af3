import { restcomm } from '../../adapters/restcomm/adapter.js'
import { restcommSimulator } from '../../adapters/restcomm/simulator.js'
import { conform } from './conform.js'
import { goldens } from './goldens.js'

conform({
  adapter: restcomm,
  goldens: goldens.restcomm,
  simulator: restcommSimulator,
  sites: [
    { label: 'sbc-json', options: { product: 'sbc', format: 'json' } },
    { label: 'sbc-xml', options: { product: 'sbc', format: 'xml' } },
    { label: 'connect-json', options: { product: 'connect', format: 'json' } },
    { label: 'connect-xml', options: { product: 'connect', format: 'xml', timeZone: 'America/New_York' } },
  ],
})
