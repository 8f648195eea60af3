// In V8 a long substring is a view of the original text: one retained value would retain the whole document.

import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, test } from 'vitest'
import { decodeXmlRows } from '../../../../../adapters/wire/xml-list/list-decoder.js'

setFlagsFromString('--expose-gc')
const collect: () => void = runInNewContext('gc')

const heapUsed = (): number => {
  collect()
  collect()
  return process.memoryUsage().heapUsed
}

const ROWS = 100
const FILLER = 100_000

test.each([
  ['plain text', (at: number) => `f81d4fae-7dec-11d0-a765-00a0c91e6bf6-${at}`],
  ['text beyond Latin-1', (at: number) => `Žemaitė Žemaitė Žemaitė ${at}`],
  ['text with references', (at: number) => `&lt;sip:alice@example.org&gt; ${at}`],
  ['a CDATA section', (at: number) => `<![CDATA[<sip:alice@example.org> ${at}]]>`],
])('rows with %s do not keep the document', (_, valueOf) => {
  const before = heapUsed()
  const decoder = decodeXmlRows({ rowElement: 'row' })({ contentType: 'text/xml' })
  decoder.write('<rows>')
  for (let at = 0; at < ROWS; at++)
    decoder.write(`<row><id>${valueOf(at)}</id></row><filler>${'x'.repeat(FILLER)} ${at}</filler>`)
  decoder.write('</rows>')
  const { rows } = decoder.end()
  const kept = heapUsed() - before
  expect(rows).toHaveLength(ROWS)
  expect(String(rows[ROWS - 1]?.['id'])).toMatch(/99$/)
  // The first filler is kept as a text outside of rows.
  expect(kept).toBeLessThan((ROWS * FILLER) / 4)
})
