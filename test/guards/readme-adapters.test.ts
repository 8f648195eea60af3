// The guide to adapters is correct: its rules are those of the audit, and its example is an adapter that compiles
// and passes the audit (in readme-audit.test.ts).

import { expect, test } from 'vitest'
import { rules } from '../../src/conformance/conformance.js'
import { blockNames, compareDocument, HOW_TO_UPDATE, readFromRoot, toFence, toTable } from './readme-blocks.js'
import { brokenLinks } from './readme-markdown.js'

const example = (file: string): string => readFromRoot(`examples/acme-adapter/${file}`)

/** The first golden alone. */
const golden = /^const callsOfCaller: Golden = \{\n[^]*?^\}$/m.exec(example('test/goldens.ts'))?.[0]

const blocks = {
  adapter: toFence('ts', example('src/adapter.ts')),
  golden: toFence('ts', golden ?? ''),
  simulator: toFence('ts', example('src/simulator.ts')),
  vendor: toFence('ts', example('src/vendor.ts')),
  audit: toFence('ts', example('test/conformance.test.ts')),
  rules: toTable(
    ['rule', '', 'what an adapter does'],
    rules.map(({ id, level, title }) => [id, level, title]),
  ),
}
const { written, made } = compareDocument('adapters/README.md', blocks)

test('the parts of the guide to adapters are what the code says', () => {
  expect(golden).toBeDefined()
  expect(blockNames(written).toSorted()).toEqual(Object.keys(blocks).toSorted())
  expect(written, HOW_TO_UPDATE).toBe(made)
})

test('every link of the guide to adapters leads somewhere', () => {
  expect(brokenLinks('adapters/README.md')).toEqual([])
})
