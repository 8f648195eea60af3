import { readFileSync } from 'node:fs'
import { parse as parseGraph } from 'graphql'
import { describe, expect, test } from 'vitest'
import { adapters } from '../../../adapters/index.js'
import { simulators } from '../../../adapters/simulators.js'
import { configurationJsonSchema } from '../../../src/config/json-schema.js'
import { printGraph } from '../../../src/graphql/schema/build-schema.js'
import { run } from './terminal.js'

describe('the help', () => {
  test.each([
    [
      ['--help'],
      [
        'Usage: trunkline [options] [command]',
        'serve',
        'check',
        'schema',
        'simulate',
        'TRUNKLINE_CONFIG',
        'Exit status',
      ],
    ],
    [['-h'], ['Usage: trunkline [options] [command]']],
    [['help'], ['Usage: trunkline [options] [command]']],
    [
      ['serve', '--help'],
      ['Usage: trunkline serve', '--config <file>', '--port', '--host', '--log-level'],
    ],
    [['help', 'serve'], ['Usage: trunkline serve']],
    [
      ['check', '--help'],
      ['Usage: trunkline check', '--config <file>'],
    ],
    [
      ['schema', '--help'],
      ['Usage: trunkline schema', 'config'],
    ],
    [
      ['schema', 'config', '--help'],
      ['Usage: trunkline schema config', 'JSON Schema'],
    ],
    [
      ['simulate', '--help'],
      ['Usage: trunkline simulate', '--first-port', '--latency-ms', '--hang-rate', '--only', '--seed'],
    ],
  ])('of %j', async (args, words) => {
    const { status, printed, errors } = await run(args)
    expect({ status, errors }).toEqual({ status: 0, errors: '' })
    for (const word of words) expect(printed).toContain(word)
  })

  test('of the simulators lists every option of every simulator', async () => {
    const { printed } = await run(['simulate', '--help'])
    for (const { vendor } of simulators) expect(printed).toContain(`  ${vendor}.`)
    expect(printed).toMatch(/restcomm\.product\s+.*One of sbc, connect\. \(default: "sbc"\)/)
    expect(printed).not.toContain('undefined')
  })
})

test.each(['--version', '-v'])('%s is that of the package', async (flag) => {
  const manifest: { version: string } = JSON.parse(readFileSync('package.json', 'utf8'))
  expect(await run([flag])).toEqual({ status: 0, printed: manifest.version, errors: '' })
})

describe('what does not exist', () => {
  test.each([
    [['chek'], "unknown command 'chek'; the commands are serve, demo, init, check, key, schema, simulate, audit"],
    [['serve', 'check'], "unknown command 'check'"],
    [['--prot', '1'], 'Did you mean --port?'],
    [['check', '--confg', 'x'], 'Did you mean --config?'],
    [['schema', 'confg'], "too many arguments for 'schema'"],
    [['simulate', '--sede', '1'], 'Did you mean --seed?'],
    [['--config'], "option '--config <file>' argument missing"],
    [['--config', ''], '--config is empty'],
    [['--config', 'nowhere.yaml'], 'nowhere.yaml:\n  cannot be read: there is no such file'],
    [['--config', '.'], 'cannot be read: it is a directory'],
    [['--port', 'http'], 'Expected a port number from 0 to 65535.'],
    [['--port', '65536'], 'Expected a port number'],
    [['--port', ''], 'Expected a port number'],
    [['--port', '0x50'], 'Expected a port number'],
    [['--log-level', 'loud'], 'Allowed choices are trace, debug, info, warn, error, silent'],
    [['check'], 'there is no configuration to check; use --config <file>, or write one with trunkline init'],
    [['simulate', '--first-port', '65535'], 'Expected a port number from 0 to 65530.'],
    [['simulate', '--customers', '0'], 'Expected a whole number from 1'],
    [['simulate', '--history', '1.5'], 'Expected a whole number from 0'],
    [['simulate', '--calls-per-second', '0'], 'Expected a rate per second, more than 0'],
    [['simulate', '--latency-ms', '-1'], 'Expected milliseconds'],
    [['simulate', '--error-rate', '2'], 'Expected a share from 0 to 1.'],
    [
      ['simulate', '--only', 'nobody'],
      '--only nobody: there is no such simulator; the simulators are telecomx, portasip, restcomm, mor, portaone, twilio',
    ],
    [
      ['simulate', '--set', 'nothing'],
      '--set nothing: expected vendor.option=value; trunkline simulate --help lists the options',
    ],
    [['simulate', '--set', 'nobody.a=b'], '--set nobody: there is no such simulator'],
    [['simulate', '--only', 'mor', '--set', 'telecomx.order=shuffled'], 'the simulators are mor'],
    [['simulate', '--set', 'restcomm.product=x'], '--set restcomm.product: must be one of sbc, connect'],
    [['simulate', '--set', 'restcomm.prduct=sbc'], '--set restcomm.prduct: unknown key; the keys here are product'],
    [['simulate', '--set', 'telecomx.tokenMinutes=soon'], '--set telecomx.tokenMinutes: must be a number'],
  ])('%j is wrong use, and the message says what would be right', async (args, hint) => {
    const { status, printed, errors } = await run(args)
    expect({ status, printed }).toEqual({ status: 2, printed: '' })
    expect(errors).toContain(hint)
  })

  test('is not guessed at when PORT or the configuration is wrong', async () => {
    const port = await run(['demo'], { environment: { PORT: 'x' } })
    expect(port).toMatchObject({ status: 2, errors: expect.stringContaining('PORT in the environment') })
    const config = await run([], { environment: { TRUNKLINE_CONFIG: 'nowhere.yaml' } })
    expect(config).toMatchObject({ status: 2, errors: expect.stringContaining('nowhere.yaml') })
  })
})

describe('the schemas', () => {
  test('of the graph is printed, and nothing else', async () => {
    const { status, printed } = await run(['schema'])
    expect(status).toBe(0)
    expect(`${printed}\n`).toBe(printGraph())
    expect(() => parseGraph(printed)).not.toThrow()
  })

  test('of the configuration is printed as JSON, and nothing else', async () => {
    const { status, printed } = await run(['schema', 'config'])
    expect(status).toBe(0)
    expect(JSON.parse(printed)).toEqual(JSON.parse(JSON.stringify(configurationJsonSchema(adapters))))
  })
})
