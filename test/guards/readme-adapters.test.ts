// The guide to adapters is correct: its rules are those of the audit, and its example is an adapter that compiles
// and passes the audit (in readme-audit.test.ts).

import { expect, test } from 'vitest'
import { rules } from '../../src/conformance/conformance.js'
import { blockNames, compareDocument, HOW_TO_UPDATE, readFromRoot, toFence, toTable } from './readme-blocks.js'
import { brokenLinks } from './readme-markdown.js'

/** A file of this folder as it would stand in `adapters/acme`, or in `test/conformance`. */
const asIn = (folder: 'adapters/acme' | 'test/conformance', file: string): string => {
  const text = readFromRoot(`test/guards/${file}`)
  return folder === 'adapters/acme'
    ? text.replaceAll("'../../adapters/", "'../")
    : text.replaceAll("'../conformance/", "'./").replaceAll("'./readme-goldens.js'", "'./acme/goldens.js'")
}

/** What the vendor's own test would be. */
const audit = asIn('test/conformance', 'readme-audit.test.ts')
  .replaceAll("'./readme-adapter.js'", "'../../adapters/acme/adapter.js'")
  .replaceAll("'./readme-simulator.js'", "'../../adapters/acme/simulator.js'")

/** The first golden alone. */
const golden = /^const callsOfCaller: Golden = \{\n[^]*?^\}$/m.exec(readFromRoot('test/guards/readme-goldens.ts'))?.[0]

const blocks = {
  adapter: toFence('ts', asIn('adapters/acme', 'readme-adapter.ts')),
  golden: toFence('ts', golden ?? ''),
  simulator: toFence('ts', asIn('adapters/acme', 'readme-simulator.ts')),
  audit: toFence('ts', audit),
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
