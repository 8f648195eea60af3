// The questions at a terminal, with keys that are pressed.

import { PassThrough } from 'node:stream'
import { expect, test } from 'vitest'
import { terminalPrompts } from '../../../src/cli/prompts.js'

const ENTER = '\r'
const DOWN = '\u001b[B'
const CTRL_C = '\u0003'

/** A terminal where somebody presses these keys, each as soon as there is a question. */
function terminal(...keys: readonly string[]) {
  const input = Object.assign(new PassThrough(), { isTTY: true, setRawMode: () => input })
  const output = Object.assign(new PassThrough(), { isTTY: true, columns: 80, rows: 24 })
  let shown = ''
  const left = [...keys]
  output.on('data', (text: Buffer) => {
    shown += String(text)
    const key = left.shift()
    if (key !== undefined) setImmediate(() => input.write(key))
  })
  return { prompts: terminalPrompts({ input, output }), shown: () => shown }
}

const anything = () => undefined

test('a text is what is typed, or what is offered', async () => {
  expect(await terminal('a', 'b', ENTER).prompts.text('Name', { initial: 'mor', check: anything })).toBe('ab')
  expect(await terminal(ENTER).prompts.text('Name', { initial: 'mor', check: anything })).toBe('mor')
  expect(await terminal(ENTER).prompts.text('Region', { check: anything })).toBe('')
})

test('a text that is refused can be corrected', async () => {
  const check = (value: string) => (value === 'ab' ? undefined : 'must be ab')
  const { prompts, shown } = terminal('a', ENTER, 'b', ENTER)
  expect(await prompts.text('Name', { check })).toBe('ab')
  expect(shown()).toContain('must be ab')
})

test('a secret is not shown, and not empty', async () => {
  const { prompts, shown } = terminal(ENTER, 'x', 'y', ENTER)
  expect(await prompts.secret('Key')).toBe('xy')
  expect(shown()).toContain('must not be empty')
  expect(shown()).not.toMatch(/xy/)
})

test('one of several is chosen', async () => {
  const choices = ['one', 'two'].map((value) => ({ value, label: value.toUpperCase() }))
  expect(await terminal(DOWN, ENTER).prompts.choose('Which?', choices)).toBe('two')
})

test('Ctrl-C cancels', async () => {
  await expect(terminal(CTRL_C).prompts.text('Name', { check: anything })).rejects.toThrow('nothing has been written')
})
