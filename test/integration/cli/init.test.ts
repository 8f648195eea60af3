// trunkline init: what it writes is valid, reaches the systems, and keeps secrets out of the configuration.

import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { adapters } from '../../../adapters/index.js'
import { loadConfiguration } from '../../../src/config/load.js'
import { startSimulators } from '../../../src/simulator/demo.js'
import { makeDirectory } from '../../support/config-files.js'
import { ScriptedPrompts } from './answers.js'
import { type RunOptions, run } from './terminal.js'

const MOR = ['--vendor', 'mor', '--url', 'http://127.0.0.1:9', '--set', 'auth.username=demo']
const MOR_WITH_KEY = [...MOR, 'auth.secretKey=${MOR_KEY}']

const init = (directory: string, args: readonly string[], more: RunOptions = {}) =>
  run(['init', ...args], { directory, ...more })
const modeOf = (path: string): number => statSync(path).mode & 0o777

type Settings = Readonly<Record<string, unknown>>
const isSettings = (value: unknown): value is Settings => typeof value === 'object' && value !== null

/** The keys of a simulated source as flags; secrets become references to one variable. */
function flagsFor({ vendor, url, auth, ...others }: Settings, secret: string): readonly string[] {
  const hidden = (value: unknown): string => {
    if (value === secret) return '${SECRET}'
    return typeof value === 'string' ? value : JSON.stringify(value)
  }
  const signIn = isSettings(auth) ? Object.entries(auth).map(([key, text]) => `auth.${key}=${hidden(text)}`) : []
  const texts = Object.entries(others).map(([key, value]) => `${key}=${hidden(value)}`)
  return ['--vendor', String(vendor), '--url', String(url), '--set', ...signIn, ...texts]
}

describe('from options', () => {
  test('it writes what the check of the systems accepts, for every vendor', async () => {
    const running = await startSimulators({ now: Date.now, world: { history: 100 } })
    onTestFinished(() => running.close())
    expect(Object.keys(running.configuration)).toHaveLength(adapters.length)
    for (const { vendor, credentials } of running.sites) {
      const source = running.configuration[`${vendor}-demo`] ?? {}
      const directory = makeDirectory({})
      const environment = { SECRET: credentials.password }
      const written = await init(directory, flagsFor(source, credentials.password), { environment })
      expect(written).toMatchObject({ status: 0, errors: '' })
      expect(written.printed).not.toContain('Before the start')
      const text = readFileSync(join(directory, 'trunkline.yaml'), 'utf8')
      expect(text).toContain('${SECRET}')
      expect(text).not.toContain(credentials.password)
      const checked = await run(['check'], { directory, environment })
      expect(checked, checked.printed).toMatchObject({ status: 0, errors: '' })
    }
  })

  test('only the owner can read the file, and it says what is still to be done', async () => {
    const directory = makeDirectory({})
    const { status, printed } = await init(directory, [...MOR_WITH_KEY, '--name', 'mor-lt', '--port', '4100'])
    expect(status).toBe(0)
    expect(printed).toContain('sources.mor-lt.auth.secretKey: the environment variable MOR_KEY is not set')
    expect(printed).toContain('trunkline check')
    const file = join(directory, 'trunkline.yaml')
    expect(modeOf(file)).toBe(0o600)
    const { server, sources } = loadConfiguration(file, { MOR_KEY: 'k' }, adapters)
    expect(server.port).toBe(4100)
    expect(sources).toMatchObject([{ name: 'mor-lt', settings: { auth: { username: 'demo', secretKey: 'k' } } }])
  })

  test('values have the type of their key, and text stays text', async () => {
    const directory = makeDirectory({})
    const set = ['auth.secretKey=${K}', 'timeoutMs=3000', 'callRecords.keptDays=30', 'control=false']
    await init(directory, ['--vendor', 'mor', '--url', 'http://127.0.0.1:9', '--set', 'auth.username=007', ...set])
    const { sources } = loadConfiguration(join(directory, 'trunkline.yaml'), { K: 'k' }, adapters)
    expect(sources).toMatchObject([
      { common: { timeoutMs: 3000 }, settings: { auth: { username: '007' }, callRecords: { keptDays: 30 } } },
    ])
  })

  test('it overwrites nothing', async () => {
    const directory = makeDirectory({ 'trunkline.yaml': 'mine' })
    const { status, errors } = await init(directory, MOR_WITH_KEY)
    expect(status).toBe(2)
    expect(errors).toContain('trunkline.yaml exists already')
    expect(readFileSync(join(directory, 'trunkline.yaml'), 'utf8')).toBe('mine')
    expect((await init(directory, [...MOR_WITH_KEY, '--file', 'conf/other.yaml'])).printed).toContain(
      'trunkline check --config conf/other.yaml',
    )
    expect(existsSync(join(directory, 'conf', 'other.yaml'))).toBe(true)
  })

  test.each([
    [[], 'at a terminal'],
    [['--url', 'http://127.0.0.1:9'], '--url needs --vendor'],
    [['--vendor', 'nobody'], 'the vendors are telecomx, portasip'],
    [[...MOR, 'auth.secretKey=abc'], "--set auth.secretKey: a secret must be a reference: '${NAME}'"],
    [[...MOR, 'auth.secretKey=${a b}'], 'a secret must be a reference'],
    [MOR, 'sources.mor.auth.secretKey: required'],
    [[...MOR_WITH_KEY, 'auth.username=b'], '--set auth.username: given twice'],
    [[...MOR_WITH_KEY, 'zone=x'], 'sources.mor.zone: unknown key; the keys here are'],
    [[...MOR_WITH_KEY, 'nonsense'], '--set: expected key=value'],
    [[...MOR_WITH_KEY, 'timeoutMs=soon'], 'sources.mor.timeoutMs: must be a number'],
    [[...MOR_WITH_KEY, '--name', 'A B'], 'a name may contain only'],
    [['--vendor', 'mor', '--url', 'ftp://x'], 'sources.mor.url: '],
    [['--file', ''], '--file is empty'],
  ])('%j is refused, and nothing is written', async (args, hint) => {
    const directory = makeDirectory({})
    const { status, printed, errors } = await init(directory, args)
    expect({ status, printed }).toEqual({ status: 2, printed: '' })
    expect(errors).toContain(hint)
    expect(existsSync(join(directory, 'trunkline.yaml'))).toBe(false)
  })
})

describe('from questions', () => {
  test('it writes several systems; a secret that is typed is in a separate file', async () => {
    const directory = makeDirectory({})
    const prompts = new ScriptedPrompts([
      ...['mor', 'MOR', 'mor-lt', 'nowhere', 'https://mor.example.net/billing', 'admin', 'typed', 'demo-key'],
      ...['Europe/Nowhere', 'Europe/Vilnius', 'LT', 'yes'],
      ...['portasip', '', 'https://sippy.example.net/xmlapi', '1', '17', '', '', '', 'no', '70000', '4100'],
    ])
    const { status, printed, errors } = await init(directory, [], { prompts })
    expect({ status, errors, unused: prompts.unused }).toEqual({ status: 0, errors: '', unused: [] })
    expect(prompts.seen.filter((line) => line.startsWith('refused'))).toEqual([
      expect.stringContaining('a name may contain only'),
      expect.stringContaining('an absolute URL'),
      expect.stringContaining('time zone'),
      expect.stringContaining('must be at most 65535'),
    ])
    expect(printed).toContain('Wrote trunkline.yaml, secrets/mor-lt-secretKey; only you can read them.')
    const secret = join(directory, 'secrets', 'mor-lt-secretKey')
    expect([modeOf(secret), modeOf(join(directory, 'secrets'))]).toEqual([0o600, 0o700])
    const file = join(directory, 'trunkline.yaml')
    expect(readFileSync(file, 'utf8')).not.toContain('demo-key')
    const { server, sources } = loadConfiguration(file, {}, adapters)
    expect(server.port).toBe(4100)
    expect(sources).toMatchObject([
      {
        name: 'mor-lt',
        settings: { auth: { username: 'admin', secretKey: 'demo-key' }, timeZone: 'Europe/Vilnius', region: 'LT' },
      },
      { name: 'portasip', settings: { trusted: { customerId: 17 } } },
    ])
  })

  test('a secret may be in a variable or in another file', async () => {
    const directory = makeDirectory({ mounted: 'from-file\n' })
    const prompts = new ScriptedPrompts([
      ...['restcomm', '', 'http://127.0.0.1:9', 'AC1', 'file', 'mounted', '', '', 'yes'],
      ...['restcomm', 'restcomm', 'second', 'http://127.0.0.1:9', 'AC2', 'environment', '', '', '', 'no', ''],
    ])
    const { printed } = await init(directory, [], { prompts })
    expect(prompts.unused).toEqual([])
    expect(prompts.seen).toContain('refused: another system has this name')
    expect(printed).toContain('sources.second.auth.authToken: the environment variable SECOND_AUTHTOKEN is not set')
    const { sources } = loadConfiguration(join(directory, 'trunkline.yaml'), { SECOND_AUTHTOKEN: 't' }, adapters)
    expect(sources).toMatchObject([
      { settings: { auth: { authToken: 'from-file' } } },
      { settings: { auth: { authToken: 't' } } },
    ])
  })

  test('when they are cancelled, nothing is written', async () => {
    const directory = makeDirectory({})
    const { status, errors } = await init(directory, [], { prompts: new ScriptedPrompts(['mor', 'mor']) })
    expect(status).toBe(1)
    expect(errors).toContain('no answer to')
    expect(existsSync(join(directory, 'trunkline.yaml'))).toBe(false)
  })
})

test('the comments are true: what they show is a configuration, too', async () => {
  const directory = makeDirectory({})
  await init(directory, MOR_WITH_KEY)
  const file = join(directory, 'trunkline.yaml')
  const text = readFileSync(file, 'utf8')
  const [, example = ''] = /^(# server:\n# {3}host[^]*?)\n\n?sources:/m.exec(text) ?? []
  const withAuth = text
    .replace(example, example.replace(/^# /gm, '').replace('"..."', `"${'a'.repeat(64)}"`))
    // Keys that have a value in a comment.
    .replace(/^( +)# (\w+: [^\s{].*)$/gm, '$1$2')
    .replace(/^( +)# (\w+: \{\}.*)$/gm, '$1$2')
  const other = join(makeDirectory({ 'trunkline.yaml': withAuth }), 'trunkline.yaml')
  const { server, access, sources } = loadConfiguration(other, { MOR_KEY: 'k' }, adapters)
  expect(server.host).toBe('0.0.0.0')
  expect(access).not.toBeNull()
  const [plain] = loadConfiguration(file, { MOR_KEY: 'k' }, adapters).sources
  expect(sources).toEqual([{ ...plain, settings: expect.objectContaining({ hash: 'auto', timeZone: 'UTC' }) }])
  expect(text.split('\n').every((line) => line.length <= 120)).toBe(true)
})
