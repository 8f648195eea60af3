// What the code must not contain.

import { describe, expect, test } from 'vitest'
import { placeOf, readSources, type SourceFile, toSourceFile, withoutTexts } from './source-files.js'

const program = readSources(['schema', 'adapters', 'src'])

const MOST_LINES = 270
const linesOf = ({ text }: SourceFile): number => text.trimEnd().split('\n').length

describe('files', () => {
  test(`have at most ${MOST_LINES} lines`, () => {
    const long = program.filter((file) => linesOf(file) > MOST_LINES)
    const remedy = 'split it along its ideas; a name for the part is a good sign'
    expect(
      long.map((file) => `${file.path}: ${linesOf(file)} lines`),
      remedy,
    ).toEqual([])
  })

  test('are not barrels, which only re-export', () => {
    const barrels = program.filter(
      ({ code, imports }) => imports.some(({ isReExport }) => isReExport) && isBarrel(code),
    )
    expect(
      barrels.map(({ path }) => path),
      'import from the file that has it',
    ).toEqual([])
    expect(isBarrel("export { a } from './a.js'\n\nexport type * from './b.js'\n")).toBe(true)
    expect(isBarrel("export { a } from './a.js'\nexport const b = 1\n")).toBe(false)
  })

  test.each(['utils', 'util', 'helpers', 'helper', 'manager', 'common', 'misc'])('are not called %s', (word) => {
    const found = program.filter(({ path }) => path.split(/[/.-]/).includes(word))
    expect(
      found.map(({ path }) => path),
      'name it after what it holds',
    ).toEqual([])
  })
})

const RE_EXPORT = /^\s*export\s+(type\s+)?(\*(\s+as\s+\w+)?|\{[^}]*\})\s*from\s*['"][^'"]+['"];?/gm
const isBarrel = (code: string): boolean => code.replace(RE_EXPORT, '').trim() === ''

interface Ban {
  readonly what: string
  readonly pattern: RegExp
  readonly remedy: string
  /** Whether it is looked for in comments as well. */
  readonly inComments?: boolean
  readonly banned: readonly string[]
  readonly allowed: readonly string[]
}

const BANS: readonly Ban[] = [
  {
    what: '`any`',
    pattern: /(?<![\w$.'"-])any(?=\s*(?:[,;)\]>|&={}[]|$))/gm,
    remedy: 'unknown input is `unknown` until it is decoded',
    banned: ['let a: any', 'const a = b as any', 'f(a: any, b)', 'type A = any[]', 'Map<string, any>', '(a: any) => a'],
    allowed: ['z.any()', 'anyOf', "'any'", '// any', 'any(a)', 'const many = 1', '`any, thing`'],
  },
  {
    what: '`as unknown as`',
    pattern: /\bas\s+unknown\s+as\b/g,
    remedy: 'a cast through unknown hides a doubt; check the value, or mend the type',
    banned: ['a as unknown as B', 'a as\n  unknown as B'],
    allowed: ['a as unknown', '// as unknown as'],
  },
  {
    what: 'the non-null `!`',
    pattern: /(?<=[\w$)\]])!(?=\s*(?:[.;,)\]([}?:+*/<>&|-]|as\b|$)(?!:))(?!:)/gm,
    remedy: 'handle the case that it is not there',
    banned: ['a!.b', 'f(a!)', 'a[0]!', 'const a = b!', 'f()!;', 'a! as B', 'a![0]', '[a!, b]'],
    allowed: ['a !== b', 'a != b', '!a', 'f(!a)', 'name!: string', "'a!'", '!(a)', 'a && !b', '// a!'],
  },
  {
    what: 'an import of types that is not `import type`',
    pattern: /^import\s*\{\s*(?:type\s+\w+(?:\s+as\s+\w+)?\s*,?\s*)+\}/gm,
    remedy: 'write `import type`: as it is, the file is still loaded when the program runs',
    banned: ["import { type A } from './a.js'", "import {\n  type A,\n  type B,\n} from './a.js'"],
    allowed: ["import type { A } from './a.js'", "import { type A, b } from './a.js'", "import { a } from './a.js'"],
  },
  {
    what: 'a switched-off check',
    pattern: /@ts-(ignore|nocheck|expect-error)|eslint-disable/g,
    remedy: 'mend the type',
    inComments: true,
    banned: ['// @ts-ignore', '/* @ts-expect-error: no */'],
    allowed: ['const ignore = 1'],
  },
  {
    what: 'a note to do something later',
    pattern: /\b(TODO|FIXME|XXX)\b/g,
    remedy: 'do it, or remove it',
    inComments: true,
    banned: ['// TODO: all of it', '/* FIXME */'],
    allowed: ['const todo = 1'],
  },
]

const findIn = (file: SourceFile, { pattern, inComments }: Ban): string[] =>
  [...(inComments === true ? file.text : withoutTexts(file.code)).matchAll(pattern)].map(({ index }) =>
    placeOf(file, index),
  )

describe.each(BANS)('$what', (ban) => {
  test('does not occur', () => {
    // Fields of the type-graphql classes are set by the library, which `!` says; casts there make enums of texts.
    const files = program.filter(({ path }) => !path.startsWith('schema/'))
    expect(
      files.flatMap((file) => findIn(file, ban)),
      ban.remedy,
    ).toEqual([])
  })

  test('would be found', () => {
    const isFound = (code: string) => findIn(toSourceFile('src/a.ts', code), ban).length > 0
    expect(ban.banned.filter((code) => !isFound(code))).toEqual([])
    expect(ban.allowed.filter(isFound)).toEqual([])
  })
})
