import { format } from 'prettier/standalone'
import { expect, test } from 'vitest'
import * as plugin from '../../../../src/explorer/jsonc-plugin.js'

/** As GraphiQL calls it. */
const prettify = (text: string): Promise<string> =>
  format(text, {
    parser: 'jsonc',
    plugins: [{ printers: plugin.printers }, { parsers: plugin.parsers }],
    printWidth: 0,
  })

test.each([
  [
    '{"first":5,"filter":{"states":["CONNECTED"]}}',
    '{\n  "first": 5,\n  "filter": {\n    "states": [\n      "CONNECTED"\n    ]\n  }\n}\n',
  ],
  ['  {\n\n "a" :1 } ', '{\n  "a": 1\n}\n'],
  ['{ "a": 1, // the first\n "b": "x  y" }', '{\n  "a": 1, // the first\n  "b": "x  y"\n}\n'],
  ['{ "a": ', '{\n  "a":\n'],
  ['', ''],
])('variables are formatted, comments and all: %j', async (given, formatted) => {
  expect(await prettify(given)).toBe(formatted)
})
