// The example of the guide to adapters passes the audit.

import { acme } from '../../examples/acme-adapter/src/adapter.js'
import { acmeSimulator } from '../../examples/acme-adapter/src/simulator.js'
import { acmeGoldens } from '../../examples/acme-adapter/test/goldens.js'
import { conform } from '../conformance/conform.js'

conform({ adapter: acme, goldens: acmeGoldens, simulator: acmeSimulator })
