// What is said to the author of a module that is no vendor.

import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { adapters } from '../../../../adapters/index.js'
import type { Vendor } from '../../../../adapters/kit.js'
import { simulators } from '../../../../adapters/simulators.js'
import acme from '../../../../examples/acme-adapter/src/vendor.js'
import { vendorFaults } from '../../../../src/vendors/contract-check.js'

const EXPECTED = 'expected: export default defineVendor({ contract: 1, adapter })'
const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null

/** A copy in which the value at a path is another one; undefined removes it. */
function changed(whole: unknown, [key, ...rest]: readonly string[], value: unknown): unknown {
  if (key === undefined) return value
  if (Array.isArray(whole)) return whole.map((item, at) => (String(at) === key ? changed(item, rest, value) : item))
  if (!isObject(whole)) return whole
  const { [key]: inner, ...others } = whole
  const next = changed(inner, rest, value)
  return next === undefined ? others : { ...others, [key]: next }
}
const faultsWith = (path: string, value?: unknown): readonly string[] =>
  vendorFaults({ default: changed(acme, path.split('.'), value) })

test('the vendors that come with the gateway fit the contract, and so does the example', () => {
  const all: readonly Vendor[] = adapters.map((adapter) => {
    const simulator = simulators.find(({ vendor }) => vendor === adapter.vendor)
    return { contract: 1, adapter, ...(simulator === undefined ? {} : { simulator }) }
  })
  for (const vendor of [acme, ...all]) expect(vendorFaults({ default: vendor }), vendor.adapter.vendor).toEqual([])
})

test('no default export, or one that is something else', () => {
  expect(vendorFaults({ adapter: acme.adapter })).toEqual([`it has no default export; ${EXPECTED}`])
  for (const other of [null, 'acme', acme.adapter])
    expect(vendorFaults({ default: other })).toEqual([
      `its default export says no version of the contract; ${EXPECTED}`,
    ])
})

test('another version of the contract, whatever else is in it', () => {
  expect(vendorFaults({ default: { contract: 2 } })).toEqual([
    expect.stringMatching(/^contract: it was written for version 2 of the contract, and this Trunkline has version 1;/),
  ])
  expect(faultsWith('contract', '1')).toHaveLength(1)
})

const CALLS = 'adapter.examples.0.declaration.lists.calls'

describe('what is missing or wrong is named', () => {
  test.each([
    ['adapter', undefined, 'adapter: required'],
    ['adapter.vendor', 'My Vendor', 'adapter.vendor: must be lower-case letters'],
    ['adapter.title', '', 'adapter.title: must not be empty'],
    ['adapter.manual', 'see the wiki', 'adapter.manual: must be a URL'],
    [
      'adapter.settings',
      { user: 'text' },
      'adapter.settings: must be a schema of the z that trunkline/adapter exports',
    ],
    ['adapter.settings', z.object({ url: z.string() }), 'adapter.settings: must not have keys that every source has'],
    ['adapter.declare', undefined, 'adapter.declare: required: a function'],
    ['adapter.examples', [], 'adapter.examples: must have one at least'],
    [
      'adapter.examples.0.declaration.auth.scheme',
      'ntlm',
      'adapter.examples.0.declaration.auth.scheme: must be one of none,',
    ],
    ['adapter.examples.0.declaration.lists.cdrs', {}, 'adapter.examples.0.declaration.lists.cdrs: unknown key'],
    ['adapter.examples.0.declaration.faults', undefined, 'adapter.examples.0.declaration.faults: required'],
    [`${CALLS}.paging.style`, 'cursor', `${CALLS}.paging.style: `],
    [`${CALLS}.paging.maxLimit`, 0, `${CALLS}.paging.maxLimit: must be more than 0`],
    [`${CALLS}.order`, 'oldest-first', `${CALLS}.order: must be one of newest-first,`],
    [`${CALLS}.pushdown.caller`, 'maybe', `${CALLS}.pushdown.caller: `],
    [`${CALLS}.request`, 'GET /calls', `${CALLS}.request: must be a function`],
    [`${CALLS}.decode`, undefined, `${CALLS}.decode: required: a function`],
    [`${CALLS}.owners`, undefined, `${CALLS}.owners: `],
    [`${CALLS}.fields.status`, undefined, `${CALLS}.fields.status: required`],
    [`${CALLS}.fields.startedAt`, () => null, `${CALLS}.fields.startedAt: must be a mapping`],
    ['simulator.vendor', 'other', 'simulator.vendor: must be the vendor of the adapter'],
    ['simulator.open', undefined, 'simulator.open: required: a function'],
  ])('%s', (path, value, message) => {
    expect(faultsWith(path, value)).toContainEqual(expect.stringContaining(message))
  })
})

test('what a later version of Trunkline adds to records and filters may be missing', () => {
  expect(faultsWith(`${CALLS}.fields.carrier`)).toEqual([])
  expect(faultsWith(`${CALLS}.pushdown`, { startedFrom: 'exact' })).toEqual([])
})
