import { applyEdits, format } from 'jsonc-parser'
import type { Parser, Printer } from 'prettier'

// A plug-in of Prettier for JSON with comments, by the parser that GraphiQL itself reads variables with. GraphiQL's own
// choice, Prettier's JavaScript parser and printer, would be a twelfth of the page. vite.config.ts puts this in their place.

interface Text {
  readonly text: string
}

const AST = 'jsonc-text'
const STYLE = { insertSpaces: true, tabSize: 2, eol: '\n' }

const jsonc: Parser<Text> = {
  parse: (text) => ({ text }),
  astFormat: AST,
  locStart: () => 0,
  locEnd: ({ text }) => text.length,
}

const text: Printer<Text> = {
  print: ({ node }) => `${applyEdits(node.text, format(node.text, undefined, STYLE)).trim()}\n`,
}

export const parsers = { jsonc }
export const printers = { [AST]: text }
