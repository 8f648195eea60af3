import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { LeaseLocks } from '../../../../../src/wallboard/core/lease-locks.js'

beforeEach(() => void vi.useFakeTimers({ now: 1_000_000 }))
afterEach(() => void vi.useRealTimers())

const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms)

function openBrowser() {
  const items = new Map<string, string>()
  const store = {
    getItem: (name: string) => items.get(name) ?? null,
    setItem: (name: string, value: string) => void items.set(name, value),
    removeItem: (name: string) => void items.delete(name),
  }
  return (tab: string, steal = false) => {
    const stop = new AbortController()
    const end = (): void => undefined
    const opened = { holds: false, end, stop, isLost: false }
    const held = () => {
      opened.holds = true
      return new Promise<void>((resolve) => {
        opened.end = () => {
          opened.holds = false
          resolve()
        }
      })
    }
    new LeaseLocks(store, tab).request('board', { signal: stop.signal, steal }, held).catch(() => {
      opened.holds = false
      opened.isLost = true
    })
    return opened
  }
}

describe('a lease', () => {
  test('is held by one tab, however many ask at the same moment, and for as long as it wants', async () => {
    const openTab = openBrowser()
    const tabs = ['a', 'b', 'c'].map((tab) => openTab(tab))
    await pass(200)
    const first = tabs.map(({ holds }) => holds)
    expect(first.filter(Boolean)).toHaveLength(1)
    await pass(3_600_000)
    expect(tabs.map(({ holds }) => holds)).toEqual(first)
  })

  test('is given to another tab when it ends', async () => {
    const openTab = openBrowser()
    const first = openTab('a')
    await pass(200)
    const second = openTab('b')
    first.end()
    await pass(2200)
    expect([first.holds, second.holds]).toEqual([false, true])
  })

  test('expires when its tab is gone', async () => {
    const openTab = openBrowser()
    openTab('a')
    await pass(200)
    vi.clearAllTimers()
    const second = openTab('b')
    await pass(8200)
    expect(second.holds).toBe(true)
  })

  test('may be taken over, which its holder notices', async () => {
    const openTab = openBrowser()
    const first = openTab('a')
    await pass(200)
    const second = openTab('b', true)
    await pass(2200)
    expect([first.holds, first.isLost, second.holds]).toEqual([false, true, true])
  })

  test('is not waited for any longer when its signal fires', async () => {
    const openTab = openBrowser()
    const first = openTab('a')
    await pass(200)
    const second = openTab('b')
    second.stop.abort()
    first.end()
    await pass(5000)
    expect([second.holds, second.isLost]).toEqual([false, true])
  })
})
