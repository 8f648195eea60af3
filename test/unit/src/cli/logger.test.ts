// The log as people read it on a terminal.

import { pino } from 'pino'
import { expect, test } from 'vitest'
import { readableLines } from '../../../../src/cli/logger.js'

/** What the log shows on a terminal without colours. */
async function shown(write: (logger: pino.Logger) => void, environment = { NO_COLOR: '1' }): Promise<string> {
  const format = await readableLines(environment)
  let text = ''
  write(pino({ level: 'info' }, { write: (line) => void (text += format(line)) }))
  return text
}

test('an event is one line with the time, the level, what happened and the rest as JSON', async () => {
  const text = await shown((logger) =>
    logger.info({ type: 'operation-answered', operationName: 'Wallboard', errorCodes: [] }, 'graphql request'),
  )
  expect(text).toMatch(
    /^\[\d\d:\d\d:\d\d\.\d{3}\] INFO: graphql request \{"operationName":"Wallboard","errorCodes":\[\]\}\n$/,
  )
})

test('what clients and vendors send cannot control the terminal, nor begin a new line', async () => {
  const text = await shown((logger) =>
    logger.warn({ reason: '\u001b[2J\r\nINFO: all is well' }, 'http request refused'),
  )
  expect(text).not.toContain('\u001b')
  expect(text.split('\n')).toHaveLength(2)
})

test('a bug has its stack', async () => {
  const text = await shown((logger) => logger.error({ err: new Error('the reason') }, 'internal error'))
  expect(text).toContain('ERROR: internal error')
  expect(text).toMatch(/the reason[^]*logger\.test\.ts/)
})

test('levels have colours, unless NO_COLOR is set', async () => {
  const write = (logger: pino.Logger) => logger.error('failed')
  expect(await shown(write, { NO_COLOR: '' })).toContain('\u001b[')
  expect(await shown(write)).not.toContain('\u001b[')
})
