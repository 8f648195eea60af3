// Rights that read only what may also be acted on.

import { expect, test } from 'vitest'
import { createAccess } from '../../../../../src/access/rights/access.js'
import type { Coverage, Grant } from '../../../../../src/access/rights/grants.js'
import { narrowReads } from '../../../../../src/access/rights/narrow-reads.js'
import type { Scope } from '../../../../../src/access/rights/scopes.js'
import { seesSource } from '../../../../../src/access/rights/sees-source.js'

const grant = (scopes: readonly Scope[], coverage: Coverage | null): Grant => ({
  scopes: new Set(scopes),
  sources: new Map(coverage === null ? [] : [['dk', coverage]]),
  mask: 0,
})
const customers = (...ids: readonly string[]): Coverage => new Set(ids)

test.for<readonly [what: string, read: Coverage | null, control: Coverage | null, left: 'all' | readonly string[]]>([
  ['all of both', 'all', 'all', 'all'],
  ['some of what may be read', 'all', customers('1', '2'), ['1', '2']],
  ['what may be read of all', customers('1'), 'all', ['1']],
  ['what is in both', customers('1', '2'), customers('2', '3'), ['2']],
  ['nothing that is in one only', customers('1'), customers('3'), []],
  ['nothing that may not be read', null, 'all', []],
  ['nothing that may not be acted on', 'all', null, []],
])('%s', ([, read, control, left]) => {
  const access = createAccess([grant(['active:read'], read), grant(['control:disconnect'], control)], ['dk'])
  const narrowed = narrowReads(access, 'control:disconnect')
  const found = narrowed.customersOf('dk', 'active:read')
  expect(found === 'all' ? found : [...found]).toEqual(left)
  expect(narrowed.mayRead('dk', 'activeCalls')).toBe(left.length > 0)
  expect(narrowed.mayRead('dk', 'calls')).toBe(false)
  expect(narrowed.fingerprint).not.toBe(access.fingerprint)
})

test('a source is visible to every principal with any right on it', () => {
  const access = createAccess([grant(['control:make'], customers('1'))], ['dk', 'eu'])
  expect(seesSource(access, 'dk')).toBe(true)
  expect(seesSource(access, 'eu')).toBe(false)
})
