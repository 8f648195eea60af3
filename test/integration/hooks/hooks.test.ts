// Modules of hooks beside the configuration file: before requests, after answers, on events; over HTTP.

import { readFileSync } from 'node:fs'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { keyedRoles } from '../access/keyed-roles.js'
import { type FileKeys, type Reloading, startReloading } from '../reload/reloading.js'

/** What the modules report: they run in this process. */
const seen: [what: string, ...details: unknown[]][] = []
Reflect.set(globalThis, Symbol.for('trunkline.hooks.seen'), seen)
const SEEN = `const seen = globalThis[Symbol.for('trunkline.hooks.seen')]\n`
afterEach(() => void seen.splice(0))

const HOOKS: FileKeys = { access: { hooks: ['./hooks.mjs'] } }
const start = (module: string, keys: FileKeys = HOOKS): Promise<Reloading> =>
  startReloading(keys, { 'hooks.mjs': SEEN + module })

const QUERY = '{ sources { name } }'
const CALLS = 'query Calls { activeCalls(first: 1) { nodes { id } } }'
const ANSWER = { data: { sources: [{ name: 'mor-demo' }] } }
const parse = ({ text }: { readonly text: string }): unknown => JSON.parse(text)
const failuresIn = ({ log }: Reloading) =>
  log.map((line): Record<string, unknown> => JSON.parse(line)).filter(({ level }) => level === 50)

describe('before a request', () => {
  test('it is called once for each, new, repeated, shared or by GET, and for exports', async () => {
    const gateway = await start(`export default {
      beforeRequest: (request, { name, type, isExport }) => void seen.push(['before', name, type, isExport]),
    }`)
    for (let each = 0; each < 3; each++) expect((await gateway.query(CALLS)).status).toBe(200)
    await fetch(`${gateway.url}/graphql?query=${encodeURIComponent(CALLS)}`)
    const exported = await fetch(`${gateway.url}/export/activeCalls.csv`)
    expect(exported.status).toBe(200)
    await exported.text()
    expect(seen).toEqual([
      ...Array.from({ length: 4 }, () => ['before', 'Calls', 'query', false]),
      ['before', 'export_activeCalls', 'query', true],
    ])
  })

  test('it gets the request and the operation, but no credential', async () => {
    const { access, headersOf } = keyedRoles({ viewer: { scopes: ['active:read'] } })
    const gateway = await start(`export default { beforeRequest: (...all) => void seen.push(['before', ...all]) }`, {
      access: { ...access, hooks: ['./hooks.mjs'] },
    })
    const credential = headersOf('viewer')?.['x-api-key'] ?? ''
    const query = 'query Q($first: Int) { ...F } fragment F on Query { activeCalls(first: $first) { nodes { id } } }'
    const response = await fetch(`${gateway.url}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-api-key': credential,
        cookie: 'a=1',
        'x-request-id': 'r1',
        'x-team': 'NOC',
      },
      body: JSON.stringify({ query, variables: { first: 1 } }),
    })
    expect(await response.json()).not.toHaveProperty('errors')
    expect(seen).toMatchObject([
      [
        'before',
        {
          id: 'r1',
          address: '127.0.0.1',
          headers: { 'x-team': 'NOC', 'content-type': 'application/json' },
          principal: { name: 'viewer', roles: ['viewer'], tenant: null },
        },
        { name: 'Q', type: 'query', variables: { first: 1 }, document: expect.stringContaining('fragment F on Query') },
      ],
    ])
    expect(credential).not.toBe('')
    expect(JSON.stringify(seen)).not.toContain(credential)
    expect(JSON.stringify(seen)).not.toMatch(/x-api-key|cookie/)
  })

  test('it can refuse, at once or later, on every way of answering; then nothing is executed', async () => {
    const gateway = await start(`export default {
      async beforeRequest(request, { variables }) {
        await null
        if (request.headers['x-team'] !== 'NOC') return { refuse: 'only for the NOC' }
      },
    }`)
    const noc = { 'x-team': 'NOC' }
    for (let each = 0; each < 3; each++) {
      expect(parse(await gateway.query(CALLS))).toEqual({
        errors: [{ message: 'only for the NOC', extensions: { code: 'FORBIDDEN' } }],
      })
      expect(gateway.hosts['mor-demo']?.requests.length).toBe(
        each === 0 ? 0 : gateway.hosts['mor-demo']?.requests.length,
      )
      expect(parse(await gateway.query(QUERY, noc))).toEqual(ANSWER)
    }
    expect(gateway.hosts['mor-demo']?.requests).toEqual([])
    expect((await fetch(`${gateway.url}/export/activeCalls.csv`)).status).toBe(403)
  })

  test('one that fails is INTERNAL for that request only, and the log names the hook', async () => {
    const gateway = await start(`const secret = 'secret of the hook'
    export default {
      beforeRequest({ headers }) {
        switch (headers['x-break']) {
          case 'throw': throw new Error(secret)
          case 'reject': return Promise.reject(new Error(secret))
          case 'throw a text': throw secret
          case 'return something else': return secret
        }
      },
    }`)
    const ways = ['throw', 'reject', 'throw a text', 'return something else', 'throw']
    for (const way of ways) {
      const [broken, whole] = await Promise.all([gateway.query(QUERY, { 'x-break': way }), gateway.query(QUERY)])
      expect(parse(broken)).toMatchObject({ errors: [{ message: 'internal error', extensions: { code: 'INTERNAL' } }] })
      expect(broken.text).not.toContain('secret')
      expect(parse(whole)).toEqual(ANSWER)
    }
    const failures = failuresIn(gateway)
    expect(failures).toHaveLength(ways.length)
    expect(JSON.stringify(failures[0])).toMatch(/beforeRequest of .*hooks\.mjs has failed/)
    const broken = await fetch(`${gateway.url}/export/activeCalls.csv`, { headers: { 'x-break': 'throw' } })
    expect([broken.status, await broken.text()]).toEqual([500, expect.stringContaining('INTERNAL')])
  })

  test('one that never ends is INTERNAL after five seconds', async () => {
    const gateway = await start(`export default {
      beforeRequest: () => new Promise(() => seen.findLast(([name]) => name === 'call when it waits')[1]()),
    }`)
    const waits = new Promise<void>((resolve) => seen.push(['call when it waits', resolve]))
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    try {
      const answer = gateway.query(QUERY)
      await waits
      await vi.advanceTimersByTimeAsync(5000)
      expect(parse(await answer)).toMatchObject({ errors: [{ extensions: { code: 'INTERNAL' } }] })
    } finally {
      vi.useRealTimers()
    }
    expect(JSON.stringify(failuresIn(gateway))).toContain('more than 5000 ms')
  })

  test('several are called in the order of the list, up to the first that refuses', async () => {
    const gateway = await startReloading(
      { access: { hooks: ['./b.mjs', './a.mjs', './c.mjs'] } },
      {
        'a.mjs': `${SEEN}export default { beforeRequest() { seen.push(['a']); return { refuse: 'a' } } }`,
        'b.mjs': `${SEEN}export default { beforeRequest() { seen.push(['b']) } }`,
        'c.mjs': `${SEEN}export default { beforeRequest() { seen.push(['c']) } }`,
      },
    )
    expect((await gateway.query(QUERY)).text).toContain('FORBIDDEN')
    expect(seen).toEqual([['b'], ['a']])
  })
})

describe('after an answer', () => {
  test('it is called once for each, with the request of beforeRequest', async () => {
    const gateway = await start(`const starts = new WeakMap()
    export default {
      beforeRequest: (request, { name }) => void starts.set(request, name),
      afterAnswer: (request, { operationName, operationType, errorCodes, durationMs }) =>
        void seen.push([operationName, starts.get(request), operationType, errorCodes, durationMs >= 0]),
    }`)
    for (let each = 0; each < 2; each++) await gateway.query(CALLS)
    await gateway.query('{ unheardOf }')
    expect(seen).toEqual([
      ['Calls', 'Calls', 'query', [], true],
      ['Calls', 'Calls', 'query', [], true],
      [null, undefined, null, ['GRAPHQL_VALIDATION_FAILED'], true],
    ])
  })

  test('one that throws or rejects changes no answer, and is logged with its name', async () => {
    const gateway = await start(`let calls = 0
    export default {
      afterAnswer() {
        if (++calls % 2 === 1) throw new Error('broken')
        return Promise.reject(new Error('broken'))
      },
    }`)
    for (let each = 0; each < 4; each++) expect(parse(await gateway.query(QUERY))).toEqual(ANSWER)
    expect(failuresIn(gateway)).toMatchObject(
      Array.from({ length: 4 }, () => ({
        msg: 'a hook has failed',
        hook: 'afterAnswer',
        file: expect.stringMatching(/hooks\.mjs$/),
        err: { message: 'broken' },
      })),
    )
  })
})

describe('on an event', () => {
  test('it gets refused requests, actions and reloads', async () => {
    const gateway = await start(`export default { onEvent: (event) => void seen.push([event.type, event]) }`)
    await fetch(`${gateway.url}/nothing`)
    await gateway.query('mutation { disconnectCall(id: "mor-demo:ActiveCall:1") { outcome } }')
    await gateway.reload()
    expect(seen.map(([type]) => type)).toEqual(['refused', 'action', 'reload'])
    expect(seen).toMatchObject([
      ['refused', { status: 404, code: 'NOT_FOUND', method: 'GET', address: '127.0.0.1' }],
      ['action', { operation: 'disconnectCall', outcome: 'REFUSED' }],
      ['reload', { outcome: 'reloaded', trigger: 'SIGHUP', faults: [] }],
    ])
  })

  test('one that throws is logged, and everything else continues', async () => {
    const gateway = await start(`export default { onEvent() { throw new Error('broken') } }`)
    expect((await fetch(`${gateway.url}/nothing`)).status).toBe(404)
    expect(parse(await gateway.query(QUERY))).toEqual(ANSWER)
    expect(failuresIn(gateway)).toMatchObject([{ hook: 'onEvent', err: { message: 'broken' } }])
  })
})

describe('a reload', () => {
  const saying = (word: string): string => `${SEEN}let calls = 0
    export default { beforeRequest: () => void seen.push(['${word}', ++calls]), onEvent: ({ type }) => void seen.push(['${word}', type]) }`

  test('loads what has changed; what has not keeps its state', async () => {
    const gateway = await startReloading(HOOKS, { 'hooks.mjs': saying('old') })
    await gateway.query(QUERY)
    await gateway.reload()
    await gateway.query(QUERY)
    gateway.writeBeside('hooks.mjs', saying('new'))
    await gateway.query(QUERY)
    await gateway.reload()
    await gateway.query(QUERY)
    gateway.write({})
    await gateway.reload()
    await gateway.query(QUERY)
    expect(seen).toEqual([
      ['old', 1],
      ['old', 'reload'],
      ['old', 2],
      ['old', 3],
      ['new', 'reload'],
      ['new', 1],
    ])
  })

  test('refuses a module that cannot be used, and the former one stays in use', async () => {
    const gateway = await startReloading(HOOKS, { 'hooks.mjs': saying('old') })
    gateway.writeBeside('hooks.mjs', 'export default 7')
    expect(await gateway.reload()).toEqual({
      outcome: 'refused',
      faults: [expect.stringMatching(/hooks\.mjs: must export an object by default/)],
    })
    expect(parse(await gateway.query(QUERY))).toEqual(ANSWER)
    expect(seen).toEqual([
      ['old', 'reload'],
      ['old', 1],
    ])
  })

  test('a start with a faulty module fails, and says which', async () => {
    await expect(start('export default 7')).rejects.toThrow(
      /^hooks:\n {2}.*hooks\.mjs: must export an object by default/,
    )
  })
})

describe('the module of docs/hooks.md', () => {
  const [, module = ''] = /^```js\n(.*?)^```$/ms.exec(readFileSync('docs/hooks.md', 'utf8')) ?? []

  test.each([
    ['2026-03-03T05:59:59Z', '{"errors":[{"message":"Hangup is for the night shift until 06:00"'],
    ['2026-03-03T06:00:00Z', '{"errors":[{"message":"id: '],
  ])('refuses mutations at night: %s', async (time, start) => {
    const gateway = await startReloading(HOOKS, { 'hooks.mjs': module })
    vi.useFakeTimers({ toFake: ['Date'], now: Date.parse(time) })
    try {
      const { text } = await gateway.query(
        'mutation Hangup { disconnectCall(id: "mor-demo:ActiveCall:1") { outcome } }',
      )
      expect(text.slice(0, start.length)).toBe(start)
      expect(parse(await gateway.query(QUERY))).toEqual(ANSWER)
    } finally {
      vi.useRealTimers()
    }
  })
})
