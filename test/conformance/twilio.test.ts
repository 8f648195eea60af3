import { twilio } from '../../adapters/twilio/adapter.js'
import { twilioSimulator } from '../../adapters/twilio/simulator.js'
import { conform } from './conform.js'
import { goldens } from './goldens.js'

conform({
  adapter: twilio,
  goldens: goldens.twilio,
  simulator: twilioSimulator,
  sites: [
    { label: 'days', options: {} },
    { label: 'days in no order, to midnight', options: { order: 'none', lastDay: 'midnight' } },
    { label: 'a compatible cloud', options: { basePath: '/api/laml/2010-04-01', lastDay: 'whole' } },
    { label: 'seconds', options: { startTimes: 'seconds' } },
  ],
})
