// The engine does not know the name of any vendor: what differs is declared by the adapters.

import { describe, expect, test } from 'vitest'
import { adapters } from '../../adapters/index.js'
import { placeOf, readSources, type SourceFile, toSourceFile, withoutTexts } from './source-files.js'

const vendors = adapters.map(({ vendor }) => vendor)

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

/** Descriptions for clients may name vendors; code that decides may not. */
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
  test('do not occur in src/: the engine does not know any vendor', () => {
    const found = readSources(['src']).flatMap((file) => vendorsIn(file, withoutDescriptions(file.code)))
    expect(found, 'let the adapter declare what differs, and read it from the declaration').toEqual([])
  })

  test('occur in schema/ only in the types and fields that the graph promises', () => {
    const PROMISED = new Set([
      'PortaSipCall',
      'PortaSipCallDetails',
      'PortaSipCallFilter',
      'PortaSipRecordFilter',
      'PortaSipRecordType',
      'portasip',
      'MorCall',
      'MorCallDetails',
      'MorCallFilter',
      'MorCallType',
      'MorRecordFilter',
      'MorDevice',
      'mor',
    ])
    const found = readSources(['schema'])
      .flatMap((file) => vendorsIn(file, withoutTexts(file.code)))
      .filter((place) => !PROMISED.has(place.slice(place.lastIndexOf(' ') + 1)))
    expect(found, 'the vocabulary is shared; name a field by what it means').toEqual([])
  })

  test('would be found', () => {
    const scan = (text: string) => toSourceFile('src/a/b.ts', text)
    const said = [
      "vendor === 'mor'",
      'isTelecomx(source)',
      'const MOR_HASH = 1',
      "'mor-demo'",
      'toPortaSipCall()',
      '`${a}.restcomm`',
    ]
    for (const code of said) expect(vendorsIn(scan(code), withoutDescriptions(scan(code).code)), code).toHaveLength(1)
    const silent = ['const more = memory', "description: 'As mor has it.' + 'And restcomm.'", '// mor', 'humor']
    for (const code of silent) expect(vendorsIn(scan(code), withoutDescriptions(scan(code).code)), code).toEqual([])
  })
})
