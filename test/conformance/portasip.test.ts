import { portasip } from '../../adapters/portasip/adapter.js'
import { portasipSimulator } from '../../adapters/portasip/simulator.js'
import { conform } from './conform.js'
import { goldens } from './goldens.js'
import { portasipConditions } from './own-conditions.js'

conform({
  adapter: portasip,
  goldens: goldens.portasip,
  simulator: portasipSimulator,
  conditions: portasipConditions,
  sites: [
    { label: 'digest', options: {} },
    { label: 'trusted', options: { trusted: true } },
    {
      label: 'before 2020, without an order or SETUP_TIME',
      options: {
        order: 'none',
        setupTime: false,
        comparedTime: 'disconnect',
        includesEnd: true,
        recordIds: false,
        listedBalance: 'debt',
      },
    },
  ],
})
