import { portasip } from '../../adapters/portasip/adapter.js'
import { portasipSimulator } from '../../adapters/portasip/simulator.js'
import { conform } from './conform.js'
import { portasipConditions } from './own-conditions.js'
import { accountGoldens } from './portasip/golden-accounts.js'
import { controlGoldens } from './portasip/golden-controls.js'
import { customerGoldens } from './portasip/golden-customers.js'
import { listGoldens } from './portasip/golden-lists.js'
import { recordGoldens } from './portasip/golden-records.js'

conform({
  adapter: portasip,
  goldens: [...listGoldens, ...recordGoldens, ...customerGoldens, ...accountGoldens, ...controlGoldens],
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
