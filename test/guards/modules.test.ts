import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { cruise, type ICruiseOptions, type ICruiseResult } from 'dependency-cruiser'
import { describe, expect, test } from 'vitest'
import { MODULES } from './modules.js'
import { fromRoot } from './readme-blocks.js'

// Dependency-cruiser reads TypeScript 7 only by way of swc: with its other parsers it finds no modules, and reports none.
const OPTIONS: ICruiseOptions = {
  parser: 'swc',
  // Types included: an import of types is an arrow like any other.
  tsPreCompilationDeps: true,
  doNotFollow: { path: 'node_modules' },
}

async function read(baseDir: string, folders: readonly string[], options: ICruiseOptions = {}): Promise<ICruiseResult> {
  const { output } = await cruise([...folders], { ...OPTIONS, ...options, baseDir })
  if (typeof output === 'string') throw new Error('expected the dependencies as data')
  return output
}

const CIRCULAR: ICruiseOptions = {
  validate: true,
  ruleSet: { forbidden: [{ name: 'no cycle', severity: 'error', from: {}, to: { circular: true } }] },
}
const cyclesIn = ({ summary }: ICruiseResult): readonly string[] =>
  summary.violations.map(({ from, cycle = [] }) => [from, ...cycle.map(({ name }) => name)].join(' -> '))

const isOurs = (path: string): boolean => /^(schema|adapters|src)\//.test(path)
/** The module of a file: the last that matches, as a folder precedes its parts that are separate modules. */
const moduleOf = (path: string): string =>
  MODULES.findLast((module) => new RegExp(module.path).test(path))?.name ?? `${path}: belongs to no module of the table`

const program = await read(fromRoot('.'), ['schema', 'adapters', 'src'], {
  ...CIRCULAR,
  exclude: { path: '^src/(explorer|wallboard)' },
})
const arrows = program.modules
  .filter(({ source }) => isOurs(source))
  .flatMap(({ source, dependencies }) =>
    dependencies
      .filter(({ resolved }) => isOurs(resolved))
      .map(({ resolved }) => ({
        from: moduleOf(source),
        to: moduleOf(resolved),
        files: `${source} imports ${resolved}`,
      })),
  )
  .filter(({ from, to }) => from !== to)

describe('modules', () => {
  test('are all of the program, and it was read', () => {
    const files = program.modules.map(({ source }) => source).filter(isOurs)
    expect(files.length).toBeGreaterThan(300)
    expect(arrows.length).toBeGreaterThan(500)
    expect(files.filter((path) => !MODULES.some(({ name }) => name === moduleOf(path)))).toEqual([])
    expect(MODULES.filter(({ name }) => !files.some((path) => moduleOf(path) === name))).toEqual([])
  })

  test('import what the table allows', () => {
    const allowed = new Map(MODULES.map(({ name, imports }) => [name, new Set(imports)]))
    expect(arrows.filter(({ from, to }) => allowed.get(from)?.has(to) !== true).map(({ files }) => files)).toEqual([])
  })

  test('import everything that the table allows', () => {
    const used = new Set(arrows.map(({ from, to }) => `${from} -> ${to}`))
    const named = MODULES.flatMap(({ name, imports }) => imports.map((to) => `${name} -> ${to}`))
    expect(
      named.filter((arrow) => !used.has(arrow)),
      'take these arrows off the table',
    ).toEqual([])
  })

  test('import only modules above them in the table', () => {
    const place = new Map(MODULES.map(({ name }, at) => [name, at]))
    const upward = MODULES.flatMap(({ name, imports }, at) =>
      imports.filter((to) => (place.get(to) ?? Infinity) >= at).map((to) => `${name} -> ${to}`),
    )
    expect(upward).toEqual([])
  })
})

describe('cycles', () => {
  test('of files do not occur, types included', () => {
    expect(cyclesIn(program)).toEqual([])
  })

  test.each(['import { b } from', 'import type { b } from'])('would be found: %s', async (imports) => {
    const folder = mkdtempSync(join(tmpdir(), 'trunkline-cycle-'))
    try {
      writeFileSync(join(folder, 'a.ts'), `${imports} './b.js'\nexport const a: typeof b = 1\n`)
      writeFileSync(join(folder, 'b.ts'), "import type { a } from './a.js'\nexport const b: 1 | typeof a = 1\n")
      expect(cyclesIn(await read(folder, ['.'], CIRCULAR))).not.toEqual([])
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
})
