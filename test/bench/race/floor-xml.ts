// The floor's XML: the shortest scanner that reads the two forms of these documents, and checks nothing.

import type { Row } from './vendors.ts'

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }
const unescape = (text: string): string =>
  text.includes('&') ? text.replace(/&(\w+);/g, (whole, name: string) => ENTITIES[name] ?? whole) : text

/** The elements of one name that hold nothing but elements with text, as rows. */
export function scanRows(document: string, element: string): readonly Row[] {
  const rows: Row[] = []
  const [open, close] = [`<${element}>`, `</${element}>`]
  for (let at = document.indexOf(open); at >= 0; at = document.indexOf(open, at)) {
    const end = document.indexOf(close, at)
    const row: Record<string, unknown> = {}
    at += open.length
    for (;;) {
      const start = document.indexOf('<', at)
      if (start >= end) break
      const stop = document.indexOf('>', start)
      at = stop + 1
      if (document.charCodeAt(stop - 1) === 47) {
        row[document.slice(start + 1, stop - 1)] = ''
        continue
      }
      if (document.charCodeAt(start + 1) === 47) continue
      const textEnd = document.indexOf('<', at)
      row[document.slice(start + 1, stop)] = unescape(document.slice(at, textEnd))
      at = document.charCodeAt(textEnd + 1) === 47 ? document.indexOf('>', textEnd) + 1 : textEnd
    }
    rows.push(row)
    at = end
  }
  return rows
}

/** The structs of an XML-RPC array. */
export function scanStructs(document: string): readonly Row[] {
  const rows: Row[] = []
  for (let at = document.indexOf('<struct>'); at >= 0; at = document.indexOf('<struct>', at)) {
    const end = document.indexOf('</struct>', at)
    const row: Record<string, unknown> = {}
    for (;;) {
      const name = document.indexOf('<name>', at)
      if (name < 0 || name > end) break
      const nameEnd = document.indexOf('<', name + 6)
      const value = document.indexOf('<value>', nameEnd) + 7
      at = document.indexOf('</value>', value)
      row[document.slice(name + 6, nameEnd)] = scanValue(document, value, at)
    }
    rows.push(row)
    at = end
  }
  return rows
}

function scanValue(document: string, from: number, to: number): unknown {
  if (document.charCodeAt(from) !== 60) return unescape(document.slice(from, to))
  const tagEnd = document.indexOf('>', from)
  const text = document.slice(tagEnd + 1, document.indexOf('<', tagEnd))
  const tag = document.slice(from + 1, tagEnd)
  if (tag === 'int' || tag === 'double') return Number(text)
  return tag === 'nil/' ? null : unescape(text)
}
