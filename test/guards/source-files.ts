// The program's own source files, as the guards read them: text, imports, and code without comments and texts.
// A small scanner by regular expressions: the house's files are plain enough for it.

import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize, sep } from 'node:path'

export interface Import {
  /** The file it names, from the root of the project (`adapters/wire/field-readers.ts`); null for a package. */
  readonly file: string | null
  readonly specifier: string
  /** `import type`: gone when the program runs. `import { type A }` is not, as the compiler is set. */
  readonly isTypeOnly: boolean
  readonly isReExport: boolean
}

export interface SourceFile {
  /** From the root of the project, with slashes: `src/engine/page/list-records.ts`. */
  readonly path: string
  readonly text: string
  /** The text with comments blanked, line by line as before. */
  readonly code: string
  readonly imports: readonly Import[]
}

/** Every TypeScript file in these folders. */
export function readSources(folders: readonly string[]): readonly SourceFile[] {
  return folders.flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .map((name) => join(folder, name).split(sep).join('/'))
      .filter((path) => /\.tsx?$/.test(path) && !path.endsWith('.d.ts'))
      .sort()
      .map((path) => toSourceFile(path, readFileSync(path, 'utf8'))),
  )
}

export function toSourceFile(path: string, text: string): SourceFile {
  const code = withoutComments(text)
  return { path, text, code, imports: importsIn(path, code) }
}

/** Texts and patterns, and comments; the first that begins ends first. */
const TOKENS = new RegExp(
  [
    /'(?:\\.|[^'\\\n])*'/,
    /"(?:\\.|[^"\\\n])*"/,
    // With whatever is inserted; one inside another does not occur here.
    /`(?:\\[^]|[^`\\])*`/,
    /\/\/[^\n]*/,
    /\/\*[^]*?\*\//,
    // A slash begins a pattern where no value stands before it.
    /(?<=[(,=:[!&|?{};]\s*|return\s+)\/(?![*/])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n[])+\/[dgimsuvy]*/,
  ]
    .map(({ source }) => source)
    .join('|'),
  'g',
)

const isComment = (token: string): boolean => token.startsWith('//') || token.startsWith('/*')
const blank = (text: string): string => text.replace(/[^\n]/g, ' ')

function withoutComments(text: string): string {
  return text.replace(TOKENS, (token) => (isComment(token) ? blank(token) : token))
}

/** Code with what stands in its quotes and patterns blanked as well; what a template inserts is blanked with it. */
export const withoutTexts = (code: string): string =>
  code.replace(TOKENS, (token) => token.slice(0, 1) + blank(token.slice(1, -1)) + token.slice(-1))

const FROM = /^[ \t]*(import|export)\s+(type\s+)?(?:(?:[\w$*{}\s,]|(?<=\s)as(?=\s))*?\s*from\s*)?['"]([^'"\n]+)['"]/gm
const DYNAMIC = /\bimport\(\s*['"]([^'"\n]+)['"]/g

function importsIn(path: string, code: string): Import[] {
  const found = [...code.matchAll(FROM)].map(([, keyword, type, specifier = '']) => ({
    file: resolve(path, specifier),
    specifier,
    isTypeOnly: type !== undefined,
    isReExport: keyword === 'export',
  }))
  const dynamic = [...code.matchAll(DYNAMIC)].map(([, specifier = '']) => ({
    file: resolve(path, specifier),
    specifier,
    isTypeOnly: false,
    isReExport: false,
  }))
  return [...found, ...dynamic]
}

const resolve = (from: string, specifier: string): string | null =>
  specifier.startsWith('.')
    ? normalize(join(dirname(from), specifier))
        .split(sep)
        .join('/')
        .replace(/\.js$/, '.ts')
    : null

/** `src/engine/page/list-records.ts:12`, for the message of a failed test. */
export const placeOf = ({ path, code }: SourceFile, at: number): string =>
  `${path}:${code.slice(0, at).split('\n').length}`
