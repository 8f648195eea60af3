import { expect, it } from 'vitest'
import { cleanWords, formatWords } from '../../../../src/cli/vendor-words.js'

const clean = (text: string, secrets: readonly string[] = []) =>
  formatWords(cleanWords({ httpStatus: 401, text }, secrets))

it.each([
  ['Bad credentials', 'HTTP 401, "Bad credentials"'],
  ['  several\n\tlines\u0000 ', 'HTTP 401, "several lines"'],
  ['', 'HTTP 401'],
  ['colour \u001b[31mred\u001b[0m', 'HTTP 401, "colour [31mred [0m"'],
  // Hashes, session tokens and Base64 are made of secrets.
  ['hash 356a192b7913b04c54574d18c28d46e6395428ab', 'HTTP 401, "hash [redacted]"'],
  ['session eyJhbGciOiJIUzI1NiJ9.e30.abc_def-123 ended', 'HTTP 401, "session [redacted] ended"'],
  ['an unusuallylongwordwithoutdigits', 'HTTP 401, "an unusuallylongwordwithoutdigits"'],
])('the words %j become %s', (text, expected) => expect(clean(text)).toBe(expected))

it('secrets are taken out wherever they stand, and long texts are cut', () => {
  expect(clean('no user demo with demo-word', ['demo-word', 'demo'])).toBe(
    'HTTP 401, "no user [redacted] with [redacted]"',
  )
  expect(clean('a '.repeat(300))).toBe(`HTTP 401, "${'a '.repeat(100)}…"`)
})

it('a status text and a code are shown before the text', () => {
  const words = cleanWords({ httpStatus: 403, statusText: 'Forbidden', code: '7', text: 'no' }, [])
  expect(formatWords(words)).toBe('HTTP 403 Forbidden, code 7, "no"')
  expect(words).toEqual({ httpStatus: 403, statusText: 'Forbidden', code: '7', text: 'no' })
})
