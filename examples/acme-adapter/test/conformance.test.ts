import { test } from 'node:test'
import { conformanceChecks } from 'trunkline/testing'
import { acme } from '../src/adapter.ts'
import { acmeSimulator } from '../src/simulator.ts'
import { acmeGoldens } from './goldens.ts'

for (const { title, run } of conformanceChecks({ adapter: acme, goldens: acmeGoldens, simulator: acmeSimulator }))
  test(title, run)
