import { conform } from '../conformance/conform.js'
import { acme } from './readme-adapter.js'
import { acmeGoldens } from './readme-goldens.js'
import { acmeSimulator } from './readme-simulator.js'

conform({ adapter: acme, goldens: acmeGoldens, simulator: acmeSimulator })
