// Who reads a list: leaders that stop, clocks that differ, and values that nobody can use.

import { describe, expect, onTestFinished, test } from 'vitest'
import { hasRedis } from '../../support/store/redis-server.js'
import { startProxy } from '../../support/store/tcp-proxy.js'
import { eventually, identityOf, overStore, sourceOf, type TestSource } from './instances.js'
import { overRedis } from './over-redis.js'

const ROWS = [{ id: '1', name: 'Ærø' }]
const page = (rows: readonly object[]) => ({ rows, total: null, next: null })

describe.runIf(hasRedis)('a list over a store', () => {
  const store = overRedis()
  const { open, keys, command } = store
  const stored = (name: string) => eventually(async () => (await keys(`tl:*{${name}}*:v`)).length > 0)
  /** A vendor that answers when the test says so. */
  const vendor = () => {
    const { promise, resolve } = Promise.withResolvers<readonly object[]>()
    const asked = Promise.withResolvers<void>()
    const ask = () => {
      asked.resolve()
      return promise
    }
    return { ask, answer: resolve, asked: asked.promise }
  }

  test('is read by exactly one other instance when the one that reads it has died', async () => {
    const [a, b, c] = [await open('dead'), await open('dead'), await open('dead')]
    const hanging = vendor()
    const lost = a.source.ask(hanging.ask).catch(() => undefined)
    await hanging.asked
    let requests = 0
    const answering = async () => {
      requests++
      return ROWS
    }
    const followers = [b, c].map(({ source }) => source.ask(answering))
    // Without a sign of life the lease expires, as after kill -9.
    await a.sharing.close()
    for (const answer of await Promise.all(followers)) expect(answer.result).toEqual(page(ROWS))
    expect(requests).toBe(1)
    hanging.answer([])
    await lost
  })

  test('is not replaced by an instance that was stopped past its lease', async () => {
    const [a, b, c] = [await open('stopped'), await open('stopped'), await open('stopped')]
    const late = vendor()
    const stopped = a.source.ask(late.ask)
    await late.asked
    // What a process that was stopped for longer than its lease finds when it continues.
    await eventually(async () => {
      for (const key of await keys('tl:*{stopped}*:l')) await command('DEL', key)
      return (await keys('tl:*{stopped}*:l')).length === 0
    })
    expect((await b.source.ask(async () => ROWS)).result).toEqual(page(ROWS))
    await stored('stopped')
    late.answer([{ id: 'late' }])
    expect((await stopped).result).toEqual(page([{ id: 'late' }]))
    await eventually(() => a.outcomes().includes('fenced'))
    expect((await c.source.ask(async () => [])).result).toEqual(page(ROWS))
  })

  test('is held for as long as the vendor takes', async () => {
    let tries = 0
    // A machine that is busy for as long as a lease lasts loses it: then once more.
    await eventually(async () => {
      const name = `held-${++tries}`
      const { source } = await open(name)
      const slow = vendor()
      const asking = source.ask(slow.ask)
      await slow.asked
      const [lease = ''] = await keys(`tl:*{${name}}*:l`)
      let leftMs = Number.POSITIVE_INFINITY
      let nowLeftMs = Number(await command('PTTL', lease))
      while (nowLeftMs > 0 && nowLeftMs <= leftMs) {
        leftMs = nowLeftMs
        nowLeftMs = Number(await command('PTTL', lease))
      }
      slow.answer(ROWS)
      await asking
      return nowLeftMs > leftMs
    })
  })

  test('is given back when the right to read it comes too late', async () => {
    await eventually(async () => {
      const proxy = await startProxy(store.port)
      onTestFinished(() => proxy.close())
      const { sharing, events } = await overStore(`redis://127.0.0.1:${proxy.port}`, { commandTimeoutMs: 300 })
      onTestFinished(() => sharing.close())
      const commands = (name: string) =>
        events.flatMap((event) => (event.type === 'cluster-command' && event.command === name ? [event.outcome] : []))
      await eventually(() => events.some((event) => event.type === 'cluster-store' && event.state === 'up'))
      proxy.delayMs = 250
      await sourceOf(sharing, identityOf('late')).ask(async () => ROWS)
      // A machine that is busy may have waited for it, or may not have asked: then once more.
      if (commands('claim').join() !== 'timeout') return false
      await eventually(() => commands('release').length === 1)
      return true
    }, 25_000)
  })

  test('that was read before an action is not used by an instance that missed the message', async () => {
    const [a, b] = [await open('missed'), await open('missed')]
    await a.source.ask(async () => [])
    await stored('missed')
    let channel = ''
    await eventually(async () => {
      channel = (await store.texts('PUBSUB', 'CHANNELS', 'tl:*{missed}:m')).join()
      return channel !== ''
    })
    await command('SET', channel.replace(/:m$/, ':gen'), '1', 'PX', '60000')
    expect((await b.source.ask(async () => ROWS)).result).toEqual(page(ROWS))
  })

  test('has the same age by clocks that are an hour apart', async () => {
    const [a, b] = [await open('clocks', { setByMs: -3_600_000 }), await open('clocks', { setByMs: 3_600_000 })]
    const read = async () => ({
      ...{ result: page(ROWS), size: 10, requests: 1, tookMs: 5 },
      receivedAtMs: Date.now() - 3_600_000 - 20_000,
      bornMs: performance.now() - 3_600_000 - 20_000,
    })
    const form = {
      toRows: () => ({ rows: ROWS, rest: null }),
      fromRows: () => page(ROWS),
    }
    const reading = { key: 'clocks', freshMs: 60_000, form }
    const { signal } = new AbortController()
    await a.source.shared.sharing.lists.read(reading, signal, read)
    await stored('clocks')
    const { receivedAtMs, bornMs, isFromCluster } = await b.source.shared.sharing.lists.read(reading, signal, read)
    expect(isFromCluster).toBe(true)
    for (const ageMs of [Date.now() + 3_600_000 - receivedAtMs, performance.now() + 3_600_000 - bornMs]) {
      expect(ageMs).toBeGreaterThanOrEqual(19_999)
      expect(ageMs).toBeLessThan(30_000)
    }
  })

  test('that cannot be used is read again, stored again, and counted', async () => {
    const [a, b, c] = [await open('spoilt'), await open('spoilt'), await open('spoilt')]
    await a.source.ask(async () => [])
    await stored('spoilt')
    const [value = ''] = await keys('tl:*{spoilt}*:v')
    await command('HSET', value, 'v', 'no rows')
    expect((await b.source.ask(async () => ROWS)).result).toEqual(page(ROWS))
    expect(b.outcomes()).toContain('garbage')
    await eventually(() => b.outcomes().includes('lead'))
    expect((await c.source.ask(async () => [])).result).toEqual(page(ROWS))
  })

  test.for([
    ['another type', (key: string) => ['SET', key, 'text', 'PX', '60000']],
    ['no fields', (key: string) => ['HSET', key, 'x', '1']],
  ] as const)('is read although somebody stored %s under its name', async ([name, spoil]) => {
    const source = `spoilt-${name.replace(' ', '-')}`
    const [a, b] = [await open(source), await open(source)]
    await a.source.ask(async () => [])
    await stored(source)
    const [value = ''] = await keys(`tl:*{${source}}*:v`)
    await command('DEL', value)
    await command(...spoil(value))
    await command('PEXPIRE', value, '60000')
    expect((await b.source.ask(async () => ROWS)).result).toEqual(page(ROWS))
  })

  test('of an instance with other settings, or another key, is another list', async () => {
    const a = await open('apart')
    await a.source.ask(async () => ROWS)
    await stored('apart')
    const others = [
      await open('apart', { settings: { zone: 'Europe/Copenhagen' } }),
      await open('apart', { encryptionKey: 'k'.repeat(32) }),
    ]
    for (const { source } of others) expect((await source.ask(async () => [])).requests).toBe(1)
  })

  test('is encrypted where there is a key, and cannot be moved to another name', async () => {
    const options = { encryptionKey: 'k'.repeat(32) }
    const [a, b, c] = [await open('sealed', options), await open('sealed', options), await open('moved', options)]
    await a.source.ask(async () => [{ id: 'a row that nobody reads' }])
    await stored('sealed')
    expect((await b.source.ask(async () => [])).result).toEqual(page([{ id: 'a row that nobody reads' }]))
    await c.source.ask(async () => [])
    await stored('moved')
    const [from = ''] = await keys('tl:*{sealed}*:v')
    const [to = ''] = await keys('tl:*{moved}*:v')
    await command('COPY', from, to, 'REPLACE')
    const d = await open('moved', options)
    expect((await d.source.ask(async () => ROWS)).result).toEqual(page(ROWS))
    expect(d.outcomes()).toContain('garbage')
  })

  test('that is too large is not stored, and is read by one at a time', async () => {
    const options = { maxValueBytes: 1 }
    const [a, b] = [await open('large', options), await open('large', options)]
    let running = 0
    let most = 0
    const answering = async () => {
      most = Math.max(most, ++running)
      await new Promise((resolve) => setTimeout(resolve, 20))
      running--
      return ROWS
    }
    const answers = await Promise.all([a, b].map(({ source }: { source: TestSource }) => source.ask(answering)))
    for (const { result } of answers) expect(result).toEqual(page(ROWS))
    expect(most).toBe(1)
    expect(await keys('tl:*{large}*:v')).toEqual([])
  })
})
