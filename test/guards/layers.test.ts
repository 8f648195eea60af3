// The house: schema <- adapters <- src <- test. What a file may import, and of whom it may speak.

import { describe, expect, test } from 'vitest'
import { adapters } from '../../adapters/index.js'
import { placeOf, readSources, type SourceFile, toSourceFile, withoutTexts } from './source-files.js'

const LAYERS = ['schema', 'adapters', 'src', 'test']
const files = readSources(LAYERS)
const program = files.filter(({ path }) => !path.startsWith('test/'))
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

describe('imports', () => {
  test('point left only: schema <- adapters <- src <- test', () => {
    const isBreach = (from: string, to: string) => LAYERS.indexOf(layerOf(to)) > LAYERS.indexOf(layerOf(from))
    const remedy = 'imports point left only; hand it over as an argument, or move what both need to the left'
    expect(breaches(files, isBreach, remedy)).toEqual([])
  })

  test('name files that there are', () => {
    const known = new Set(files.map(({ path }) => path))
    const isBreach = (_: string, to: string) => to.endsWith('.ts') && !to.endsWith('.d.ts') && !known.has(to)
    expect(breaches(program, isBreach, 'there is no such file')).toEqual([])
  })

  test('of a vendor folder stay out of the other vendors', () => {
    const isBreach = (from: string, to: string) =>
      vendorOf(from) !== null && vendorOf(to) !== null && vendorOf(from) !== vendorOf(to)
    const remedy = 'vendors know nothing of each other; move what both need to adapters/wire/'
    expect(
      breaches(
        files.filter(({ path }) => path.startsWith('adapters/')),
        isBreach,
        remedy,
      ),
    ).toEqual([])
  })

  test('of an adapter stay out of the simulators', () => {
    const isBreach = (from: string, to: string) =>
      layerOf(from) === 'adapters' && !isSimulation(from) && isSimulation(to)
    const remedy = "an adapter is written from the vendor's document; move what both need to the adapter or to wire/"
    expect(breaches(files, isBreach, remedy)).toEqual([])
  })

  test('of the adapters bring no input or output', () => {
    const adapterFiles = files.filter(({ path }) => layerOf(path) === 'adapters' && !isSimulation(path))
    const found = adapterFiles.flatMap(({ path, imports }) =>
      imports
        .filter(({ specifier, isTypeOnly }) => !isTypeOnly && IO.test(specifier))
        .map(({ specifier }) => `${path}: ${specifier}`),
    )
    expect(found, 'an adapter is pure; what it needs from outside is an argument, and src/ does the rest').toEqual([])
  })

  test('make no cycle when the program runs', () => {
    expect(cyclesIn(program), 'move what both need to a file of its own, or import types only').toEqual([])
  })
})

const IO =
  /^(node:)?(fs|net|http|https|http2|tls|dns|dgram|child_process|worker_threads|timers|process|os)(\/|$)|^(undici|pino|fastify)$/

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

/** The words of an identifier: `morCall`, `MOR_CALL` and `MorCall` all have `mor`. */
const wordsOf = (identifier: string): readonly string[] =>
  identifier
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[\W_]+/)

const saysVendor = (text: string): boolean => {
  const words = wordsOf(text)
  // A name of two words in camel case is one word in the configuration: PortaSipCall, portasip.
  return vendors.some(
    (vendor) => words.includes(vendor) || words.some((_, at) => words.slice(at, at + 2).join('') === vendor),
  )
}

/** What clients are told about the graph may name vendors; what decides may not. */
const withoutDescriptions = (code: string): string =>
  code.replace(
    /\bdescription:(?:\s*\+?\s*(?:'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\[^]|[^`\\])*`))+/g,
    (found) => found.replace(/[^\n]/g, ' '),
  )

function vendorsIn(file: SourceFile, code: string): string[] {
  return [...code.matchAll(/[\w$.:-]+/g)].flatMap((match) =>
    saysVendor(match[0]) ? [`${placeOf(file, match.index)}: ${match[0]}`] : [],
  )
}

describe('the names of vendors', () => {
  test('are not said in src/: the engine does not know any vendor', () => {
    const found = files
      .filter(({ path }) => layerOf(path) === 'src')
      .flatMap((file) => vendorsIn(file, withoutDescriptions(file.code)))
    expect(found, 'let the adapter declare what differs, and read it from the declaration').toEqual([])
  })

  test('are said in schema/ only by the types and fields that the graph promises by them', () => {
    const PROMISED = new Set([
      'PortaSipCall',
      'PortaSipCallFilter',
      'portasip',
      'MorCall',
      'MorCallFilter',
      'MorDevice',
      'mor',
    ])
    const found = files
      .filter(({ path }) => layerOf(path) === 'schema')
      .flatMap((file) => vendorsIn(file, withoutTexts(file.code)))
      .filter((place) => !PROMISED.has(place.slice(place.lastIndexOf(' ') + 1)))
    expect(found, 'the vocabulary is shared; name a field by what it means').toEqual([])
  })
})

describe('the scanner of these guards', () => {
  const scan = (text: string) => toSourceFile('src/a/b.ts', text)

  test('finds every form of import, and whether it is for types only', () => {
    const { imports } = scan(`import 'side-effect'
import type { A } from '../x.js'
import { type B, type C } from './y.js'
import { type D, e } from "./z.js"
import f, { g } from './f.js'
import * as h from './h.js'
import {
  i,
  type J,
} from '../../schema/i.js'
export { k } from './k.js'
export type { L } from './l.js'
export * from './m.js'
const n = await import('./n.js')
// import { no } from './no.js'
/* import { no } from './no.js' */
const text = "import { no } from './no.js'"
`)
    expect(
      imports.map(({ file, specifier, isTypeOnly }) => `${file ?? specifier}${isTypeOnly ? ' type' : ''}`),
    ).toEqual([
      'side-effect',
      'src/x.ts type',
      'src/a/y.ts',
      'src/a/z.ts',
      'src/a/f.ts',
      'src/a/h.ts',
      'schema/i.ts',
      'src/a/k.ts',
      'src/a/l.ts type',
      'src/a/m.ts',
      'src/a/n.ts',
    ])
  })

  test('finds cycles and vendors', () => {
    const make = (path: string, text: string) => toSourceFile(path, text)
    const cycle = [make('src/a.ts', "import { b } from './b.js'"), make('src/b.ts', "import { a } from './a.js'")]
    expect(cyclesIn(cycle)).toEqual(['src/a.ts -> src/b.ts -> src/a.ts'])
    expect(cyclesIn([...cycle.slice(0, 1), make('src/b.ts', "import type { a } from './a.js'")])).toEqual([])
    for (const said of [
      "vendor === 'mor'",
      'isTelecomx(source)',
      'const MOR_HASH = 1',
      "'mor-demo'",
      'toPortaSipCall()',
      '`${a}.restcomm`',
    ])
      expect(vendorsIn(scan(said), scan(said).code), said).toHaveLength(1)
    for (const silent of ['const more = memory', "description: 'As mor has it.' + 'And restcomm.'", '// mor', 'humor'])
      expect(vendorsIn(scan(silent), withoutDescriptions(scan(silent).code)), silent).toEqual([])
  })
})
