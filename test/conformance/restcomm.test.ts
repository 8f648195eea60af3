import { restcomm } from '../../adapters/restcomm/adapter.js'
import { restcommSimulator } from '../../adapters/restcomm/simulator.js'
import { conform } from './conform.js'
import { connectGoldens } from './restcomm/golden-connect.js'
import { connectLiveGoldens } from './restcomm/golden-connect-live.js'
import { controlGoldens } from './restcomm/golden-control.js'
import { sbcGoldens } from './restcomm/golden-sbc.js'
import { sbcLiveGoldens } from './restcomm/golden-sbc-live.js'

conform({
  adapter: restcomm,
  goldens: [...sbcGoldens, ...sbcLiveGoldens, ...connectGoldens, ...connectLiveGoldens, ...controlGoldens],
  simulator: restcommSimulator,
  sites: [
    { label: 'sbc-json', options: { product: 'sbc', format: 'json' } },
    { label: 'sbc-xml', options: { product: 'sbc', format: 'xml' } },
    { label: 'connect-json', options: { product: 'connect', format: 'json' } },
    { label: 'connect-xml', options: { product: 'connect', format: 'xml', timeZone: 'America/New_York' } },
  ],
})
