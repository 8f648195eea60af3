// The house: schema <- adapters <- src <- test. What a file may import.

import { describe, expect, test } from 'vitest'
import { adapters } from '../../adapters/index.js'
import { readSources, type SourceFile, toSourceFile } from './source-files.js'

const LAYERS = ['schema', 'adapters', 'src', 'test']
const program = readSources(['schema', 'adapters', 'src'])
const vendors = adapters.map(({ vendor }) => vendor)

const layerOf = (path: string): string => path.split('/')[0] ?? ''
/** The vendor whose folder a file is in; null for what all share. */
const vendorOf = (path: string): string | null => {
  const [layer, folder = ''] = path.split('/')
  return layer === 'adapters' && vendors.includes(folder) ? folder : null
}
const isSimulation = (path: string): boolean =>
  path.startsWith('adapters/simulation/') ||
  path === 'adapters/simulators.ts' ||
  /^adapters\/\w+\/simulator[./]/.test(path)

/** Every import that breaks a rule, in words. */
const breaches = (
  of: readonly SourceFile[],
  isBreach: (from: string, to: string) => boolean,
  remedy: string,
): string[] =>
  of.flatMap(({ path, imports }) =>
    imports.flatMap(({ file }) =>
      file !== null && isBreach(path, file) ? [`${path} imports ${file}: ${remedy}`] : [],
    ),
  )

interface Rule {
  readonly rule: string
  readonly isBreach: (from: string, to: string) => boolean
  readonly remedy: string
  /** An import that the rule refuses, and one that it allows. */
  readonly refused: readonly [from: string, to: string]
  readonly allowed: readonly [from: string, to: string]
}

const RULES: readonly Rule[] = [
  {
    rule: 'point left only: schema <- adapters <- src <- test',
    isBreach: (from, to) => LAYERS.indexOf(layerOf(to)) > LAYERS.indexOf(layerOf(from)),
    remedy: 'imports point left only; hand it over as an argument, or move what both need to the left',
    refused: ['adapters/mor/adapter.ts', 'src/engine/page/list-records.ts'],
    allowed: ['src/engine/page/list-records.ts', 'schema/enums.ts'],
  },
  {
    rule: 'of a vendor folder stay out of the other vendors',
    isBreach: (from, to) => vendorOf(from) !== null && vendorOf(to) !== null && vendorOf(from) !== vendorOf(to),
    remedy: 'vendors know nothing of each other; move what both need to adapters/wire/',
    refused: ['adapters/mor/adapter.ts', 'adapters/portasip/faults.ts'],
    allowed: ['adapters/mor/adapter.ts', 'adapters/wire/field-readers.ts'],
  },
  {
    rule: 'of an adapter stay out of the simulators',
    isBreach: (from, to) => layerOf(from) === 'adapters' && !isSimulation(from) && isSimulation(to),
    remedy: "an adapter is written from the vendor's document; move what both need to the adapter or to wire/",
    refused: ['adapters/mor/adapter.ts', 'adapters/mor/simulator.ts'],
    allowed: ['adapters/mor/simulator/filter.ts', 'adapters/simulation/world.ts'],
  },
  {
    rule: 'of the gateway stay out of the folders of vendors',
    isBreach: (from, to) => layerOf(from) === 'src' && vendorOf(to) !== null,
    remedy: 'the gateway knows the adapters by adapters/index.ts only; declare what differs in the contract',
    refused: ['src/engine/page/list-records.ts', 'adapters/mor/adapter.ts'],
    allowed: ['src/cli/serve.ts', 'adapters/index.ts'],
  },
]

describe('imports', () => {
  test.each(RULES)('$rule', ({ isBreach, remedy, refused, allowed }) => {
    expect(breaches(program, isBreach, remedy)).toEqual([])
    const importing = ([from, to]: readonly [string, string]) =>
      toSourceFile(from, `import { a } from '${'../'.repeat(from.split('/').length - 1)}${to.replace(/\.ts$/, '.js')}'`)
    expect(breaches([importing(refused)], isBreach, remedy)).toEqual([`${refused[0]} imports ${refused[1]}: ${remedy}`])
    expect(breaches([importing(allowed)], isBreach, remedy)).toEqual([])
  })

  test('name files that there are', () => {
    const known = new Set(program.map(({ path }) => path))
    const isBreach = (_: string, to: string) => to.endsWith('.ts') && !to.endsWith('.d.ts') && !known.has(to)
    expect(breaches(program, isBreach, 'there is no such file')).toEqual([])
    expect(program.flatMap(({ imports }) => imports).length).toBeGreaterThan(500)
  })

  test('of the adapters bring no input or output', () => {
    const adapterFiles = program.filter(({ path }) => layerOf(path) === 'adapters' && !isSimulation(path))
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

  test('make no cycle when the program runs', () => {
    expect(cyclesIn(program), 'move what both need to a file of its own, or import types only').toEqual([])
    const a = toSourceFile('src/a.ts', "import { b } from './b.js'")
    expect(cyclesIn([a, toSourceFile('src/b.ts', "import { a } from './a.js'")])).toEqual([
      'src/a.ts -> src/b.ts -> src/a.ts',
    ])
    expect(cyclesIn([a, toSourceFile('src/b.ts', "import type { a } from './a.js'")])).toEqual([])
  })
})

const IO = new Set(
  'fs net http https http2 tls dns dgram child_process worker_threads timers process os undici pino fastify'.split(' '),
)
const isIo = (specifier: string): boolean => IO.has(specifier.replace(/^node:/, '').replace(/\/.*$/, ''))

/** Cycles of run-time imports, each once, as `a -> b -> a`. */
function cyclesIn(of: readonly SourceFile[]): string[] {
  const imports = new Map(
    of.map(({ path, imports }) => [path, imports.flatMap(({ file, isTypeOnly }) => (isTypeOnly ? [] : (file ?? [])))]),
  )
  const cycles: string[] = []
  const done = new Set<string>()
  const visit = (path: string, trail: readonly string[]): void => {
    const at = trail.indexOf(path)
    if (at >= 0) return void cycles.push([...trail.slice(at), path].join(' -> '))
    if (done.has(path)) return
    for (const next of imports.get(path) ?? []) visit(next, [...trail, path])
    done.add(path)
  }
  for (const { path } of of) visit(path, [])
  return cycles
}
