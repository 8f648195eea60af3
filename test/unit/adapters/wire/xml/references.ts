// Other decoders, to compare ours with.

import { SaxesParser } from 'saxes'
import { expect } from 'vitest'
import Deserializer from 'xmlrpc/lib/deserializer.js'
import { VendorFault } from '../../../../../adapters/contract.js'
import { type XmlLimits, XmlScanner } from '../../../../../adapters/wire/xml/scanner.js'
import type { Escaped } from './repaired.js'

/** What a document says, event by event, the text between two tags in one piece; or that it is refused. */
export type Reading = readonly string[] | 'refused'

class Recorder {
  readonly events: string[] = []
  private pending = ''

  open(name: string, attributes: Readonly<Record<string, string>> | null): void {
    this.flush()
    this.events.push(`<${name}> ${JSON.stringify(Object.entries(attributes ?? {}))}`)
  }
  text(text: string): void {
    this.pending += text
  }
  close(name: string): void {
    this.flush()
    this.events.push(`</${name}>`)
  }
  private flush(): void {
    if (this.pending !== '') this.events.push(JSON.stringify(this.pending))
    this.pending = ''
  }
}

/** Ours. Anything but a PROTOCOL fault is a bug and passes through. */
export const readByScanner = (chunks: readonly string[], limits: Partial<XmlLimits> = {}): Reading =>
  scan(chunks, limits).reading

export interface Scan {
  readonly reading: Reading
  /** Of a document that is refused: none. */
  readonly repairs: number
}

/** The same with the number of repairs. */
export function scan(chunks: readonly string[], limits: Partial<XmlLimits> = {}): Scan {
  const recorder = new Recorder()
  try {
    const scanner = new XmlScanner(recorder, limits)
    for (const chunk of chunks) scanner.write(chunk)
    scanner.end()
    return { reading: recorder.events, repairs: scanner.repairs.count }
  } catch (error) {
    if (error instanceof VendorFault && error.code === 'PROTOCOL') return { reading: 'refused', repairs: 0 }
    throw error
  }
}

/** saxes, which is strict. Text outside of the root element is not reported by ours and is left out. */
export function readBySaxes(document: string): Reading {
  const recorder = new Recorder()
  const parser = new SaxesParser()
  let depth = 0
  let refused = false
  parser.on('error', () => {
    refused = true
  })
  parser.on('opentag', ({ name, attributes }) => {
    depth++
    recorder.open(name, attributes)
  })
  parser.on('text', (text) => depth > 0 && recorder.text(text))
  parser.on('cdata', (text) => depth > 0 && recorder.text(text))
  parser.on('closetag', ({ name }) => {
    depth--
    recorder.close(name)
  })
  try {
    parser.write(document).close()
  } catch (error) {
    // A document that ends with half a surrogate pair makes it fail by accident instead of by a verdict.
    if (error instanceof RangeError) return 'refused'
    throw error
  }
  return refused ? 'refused' : recorder.events
}

/** What saxes accepts and ours intentionally does not; also half a surrogate pair, which it joins with the next character. */
const STRICTER = [
  // Data never need one, and they have caused many vulnerabilities.
  /<!DOCTYPE/,
  // Another version of XML than ours.
  /^\u{FEFF}?<\?xml\s+version\s*=\s*["'](?!1\.0["'])/u,
  // U+FFFD may stand for bytes that could not be read, and markup is not repaired.
  /<(?![!?])(?:[^<>"']|"[^"]*"|'[^']*')*?\u{FFFD}/u,
  /<\?[^\s?]*\u{FFFD}/u,
  // No white space behind the target of a processing instruction: malformed, but saxes does not mind.
  /<\?[^ \t\r\n?]+\?(?!>)/,
]

/**
 * Ours may intentionally refuse what saxes accepts; what it reads is what saxes reads of the document with
 * its values escaped.
 */
export function expectSame(ours: Scan, saxes: Reading, { document, repairs }: Escaped): void {
  const isStricter = !document.isWellFormed() || STRICTER.some((pattern) => pattern.test(document))
  if (ours.reading === 'refused' && isStricter) return
  expect(ours.reading).toEqual(saxes)
  if (ours.reading !== 'refused') expect(ours.repairs).toBe(repairs)
}

const bodyOf = (body: string) => ({
  setEncoding: () => undefined,
  on: () => undefined,
  pipe: (parser: { end(body: string): void }) => parser.end(body),
})

/** npm xmlrpc, fed so that it answers at once. */
export function decodeByXmlrpc(body: string): { readonly value: unknown } | { readonly error: unknown } {
  let answer: { value: unknown } | { error: unknown } = { error: new Error('it never answered') }
  new Deserializer().deserializeMethodResponse(bodyOf(body), (error, value) => {
    answer = error === null ? { value } : { error }
  })
  return answer
}

export function decodeCallByXmlrpc(body: string): {
  readonly method: string | undefined
  readonly parameters: unknown
} {
  let answer: { method: string | undefined; parameters: unknown } | undefined
  new Deserializer().deserializeMethodCall(bodyOf(body), (error, method, parameters) => {
    if (error !== null && error !== undefined) throw error
    answer = { method, parameters }
  })
  if (answer === undefined) throw new Error('it never answered')
  return answer
}
