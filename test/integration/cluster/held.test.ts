// What instances hold for a while: slots, places, failures, and keys of actions.

import { describe, expect, onTestFinished, test } from 'vitest'
import { SourceFailure } from '../../../src/errors/source-failure.js'
import { hasRedis } from '../../support/store/redis-server.js'
import { startProxy } from '../../support/store/tcp-proxy.js'
import { eventually, LIST, overStore, type TestSource } from './instances.js'
import { overRedis } from './over-redis.js'

describe.runIf(hasRedis)('an instance', () => {
  const store = overRedis()
  const { open, keys, texts, command } = store

  /** Until when the only member of a set in the store is leased; 0: there is none. */
  const leasedUntilMs = async (pattern: string): Promise<number> => {
    const [key = ''] = await keys(pattern)
    const [, atMs = 0] = key === '' ? [] : await texts('ZRANGE', key, '0', '-1', 'WITHSCORES')
    return Number(atMs)
  }
  const isRenewed = async (pattern: string): Promise<void> => {
    await eventually(async () => (await leasedUntilMs(pattern)) > 0)
    const first = await leasedUntilMs(pattern)
    await eventually(async () => (await leasedUntilMs(pattern)) > first)
  }

  test('keeps its slot at the vendor for as long as it takes', async () => {
    const { source } = await open('slot')
    const working = Promise.withResolvers<void>()
    const using = source.shared.limits.slots.use(new AbortController().signal, () => working.promise)
    await isRenewed('tl:*{slot}*:slots')
    working.resolve()
    await using
    await eventually(async () => (await leasedUntilMs('tl:*{slot}*:slots')) === 0)
  })

  test('keeps the place of its request for as long as it takes', async () => {
    const { sharing, commands } = await open('place')
    const place = await sharing.inProgress.take('queries of a desk', 1)
    await isRenewed('tl:*:busy:*')
    place?.free()
    await eventually(() => commands('free-place').includes('ok'))
    expect(await leasedUntilMs('tl:*:busy:*')).toBe(0)
  })

  test('waits a moment for a place that another one gives back', async () => {
    const proxy = await startProxy(store.port)
    onTestFinished(() => proxy.close())
    const far = await overStore(`redis://127.0.0.1:${proxy.port}`)
    onTestFinished(() => far.sharing.close())
    await eventually(() => far.events.some((event) => event.type === 'cluster-store' && event.state === 'up'))
    const near = await open('moment')
    const place = await far.sharing.inProgress.take('queries of a poller', 1)
    proxy.delayMs = 5
    place?.free()
    expect(await near.sharing.inProgress.take('queries of a poller', 1)).not.toBeNull()
  })

  test('does not ask a source that had failed before it started', async () => {
    const { source } = await open('failed')
    let attempts = 0
    const failing = () => {
      attempts++
      return Promise.reject(new SourceFailure('UNREACHABLE', 'no connection'))
    }
    const run = ({ resilience }: TestSource) =>
      resilience.run(LIST, new AbortController().signal, failing).catch((error: unknown) => error)
    await run(source)
    // A machine that is busy may take longer to start an instance than nothing is sent: then once more.
    await eventually(async () => {
      const later = await open('failed')
      await eventually(() => later.commands('read').length >= 3)
      const before = attempts
      const error = await run(later.source)
      return attempts === before && error instanceof SourceFailure && error.neverSent
    })
  })

  test('is alone in asking whether a source has recovered', async () => {
    const [a, b] = [await open('probed'), await open('probed')].map(({ source }) => source.shared.limits.failures)
    expect(await a?.mayProbe('source', 60_000)).toBe(true)
    expect(await b?.mayProbe('source', 60_000)).toBe(false)
    a?.answered('source')
    await eventually(async () => (await b?.mayProbe('source', 60_000)) === true)
  })

  test('does not send an action again whose instance has stopped before it had an answer', async () => {
    const [a, b] = [await open('action'), await open('action')]
    const key = { principalId: 'desk', key: 'lost', action: 'end call 1', actionId: 'action-1' }
    const sending = Promise.withResolvers<{ payload: string; sent: boolean }>()
    let sent = 0
    const first = a.sharing.keys.once(key, () => {
      sent++
      return sending.promise
    })
    await eventually(() => sent === 1)
    // As when its lease expires.
    await eventually(async () => {
      for (const lease of await keys('tl:*:keys:*:l')) await command('DEL', lease)
      return (await keys('tl:*:keys:*:l')).length === 0
    })
    const again = b.sharing.keys.once({ ...key, actionId: 'action-2' }, async () => {
      sent++
      return { payload: 'again', sent: true }
    })
    await expect(again).rejects.toThrow('was used by an instance that stopped before it had an answer')
    expect(sent).toBe(1)
    sending.resolve({ payload: 'late', sent: true })
    expect((await first).payload).toBe('late')
    expect(await b.sharing.keys.once(key, async () => ({ payload: 'again', sent: true }))).toEqual({
      payload: 'late',
      actionId: 'action-1',
    })
  })
})
