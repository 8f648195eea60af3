// Which modules are hooks, and what is said of others.

import { join } from 'node:path'
import { expect, test } from 'vitest'
import { loadHooks } from '../../../../src/hooks/load-hooks.js'
import { makeDirectory } from '../../../support/config-files.js'

test.each<[what: string, module: string, fault: RegExp]>([
  ['that is not JavaScript', 'export default {', /hooks\.mjs: could not be loaded: /],
  ['that throws', 'throw new Error("no database")', /hooks\.mjs: could not be loaded: no database/],
  ['without a default export', 'export const beforeRequest = 1', /must export an object by default/],
  ['with a misspelt hook', 'export default { beforRequest() {} }', /beforRequest: there is no such hook; there are/],
  ['whose hook is no function', 'export default { onEvent: 1 }', /onEvent: must be a function/],
  ['without any hook', 'export default {}', /has none of beforeRequest/],
])('a module %s is refused', async (_what, module, fault) => {
  const directory = makeDirectory({ 'hooks.mjs': module })
  await expect(loadHooks([join(directory, 'hooks.mjs')])).rejects.toThrow(fault)
})

test('all faults are named at once, and so is a file that is not there', async () => {
  const directory = makeDirectory({ 'a.mjs': 'export default 1', 'b.mjs': 'export default { onEvent() {} }' })
  const files = ['a.mjs', 'b.mjs', 'c.mjs'].map((name) => join(directory, name))
  await expect(loadHooks(files)).rejects.toMatchObject({
    faults: [
      expect.stringMatching(/a\.mjs: must export/),
      expect.stringMatching(/c\.mjs: could not be loaded: ENOENT/),
    ],
  })
})

test('TypeScript is loaded as it is, and the same text is the same module', async () => {
  const directory = makeDirectory({
    'a.mts': 'const hooks: { onEvent(): void } = { onEvent() {} }; export default hooks',
  })
  const file = join(directory, 'a.mts')
  const [first] = await loadHooks([file])
  const [second] = await loadHooks([file])
  expect(first?.file).toBe(file)
  expect(second?.hooks).toBe(first?.hooks)
})
