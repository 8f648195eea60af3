// What modules.ts cannot say of imports: adapters are pure.

import { describe, expect, test } from 'vitest'
import { readSources } from './source-files.js'

const isSimulation = (path: string): boolean =>
  path.startsWith('adapters/simulation/') ||
  path === 'adapters/simulators.ts' ||
  /^adapters\/\w+\/simulator[./]/.test(path)

describe('imports', () => {
  test('of the adapters bring no input or output', () => {
    const adapterFiles = readSources(['adapters']).filter(({ path }) => !isSimulation(path))
    const found = adapterFiles.flatMap(({ path, imports }) =>
      imports
        .filter(({ specifier, isTypeOnly }) => !isTypeOnly && isIo(specifier))
        .map(({ specifier }) => `${path}: ${specifier}`),
    )
    expect(found, 'an adapter is pure; what it needs from outside is an argument, and src/ does the rest').toEqual([])
    expect(['node:fs', 'fs/promises', 'undici', 'node:crypto', 'zod'].map(isIo)).toEqual([
      true,
      true,
      true,
      false,
      false,
    ])
  })
})

const IO = new Set(
  'fs net http https http2 tls dns dgram child_process worker_threads timers process os undici pino fastify'.split(' '),
)
const isIo = (specifier: string): boolean => IO.has(specifier.replace(/^node:/, '').replace(/\/.*$/, ''))
