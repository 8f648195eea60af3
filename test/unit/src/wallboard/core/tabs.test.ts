import { describe, expect, test } from 'vitest'
import { type Channel, type Locks, type TabMessage, Tabs } from '../../../../../src/wallboard/core/tabs.js'

/** One lock, as Web Locks have it: a queue, and stealing. */
function fakeLocks(): Locks {
  interface Waiting {
    readonly begin: () => void
  }
  let holder: { readonly lose: (reason: Error) => void } | null = null
  const queue: Waiting[] = []
  return {
    request: (_name, { signal, steal = false }, hold) =>
      new Promise<void>((resolve, reject) => {
        const begin = () => {
          const own = { lose: reject }
          holder = own
          void hold().then(() => {
            if (holder === own) {
              holder = null
              queue.shift()?.begin()
            }
            resolve()
          })
        }
        if (steal) {
          holder?.lose(new Error('AbortError'))
          begin()
          return
        }
        const waiting = { begin }
        signal?.addEventListener('abort', () => {
          const at = queue.indexOf(waiting)
          if (at >= 0) queue.splice(at, 1)
          if (at >= 0) reject(new Error('AbortError'))
        })
        if (holder === null) begin()
        else queue.push(waiting)
      }),
  }
}

function openBrowser(withLocks = true) {
  const locks = withLocks ? fakeLocks() : undefined
  const channels = new Set<Channel<TabMessage<string>>>()
  const openChannel = (): Channel<TabMessage<string>> => {
    const own: Channel<TabMessage<string>> = {
      onMessage: () => undefined,
      post: (message) => {
        for (const other of channels) if (other !== own) other.onMessage(message)
      },
      close: () => void channels.delete(own),
    }
    channels.add(own)
    return own
  }
  return () => {
    const tab = { events: [] as string[], tabs: {} as Tabs<string> }
    tab.tabs = new Tabs<string>({
      locks,
      channel: openChannel(),
      name: 'board',
      onLead: () => void tab.events.push('lead'),
      onFollow: () => void tab.events.push('follow'),
      onHello: () => 'all of it',
      onShared: (shared) => void tab.events.push(shared),
    })
    tab.tabs.join()
    return tab
  }
}

const settle = () => new Promise((resolve) => setImmediate(resolve))

describe('tabs of one browser', () => {
  test('have one leader, and the others get what it has, the late ones too', async () => {
    const openTab = openBrowser()
    const tabs = Array.from({ length: 8 }, openTab)
    await settle()
    expect(tabs.map(({ tabs: { isLeader } }) => isLeader)).toEqual([true, ...Array(7).fill(false)])
    tabs[0]?.tabs.share('news')
    for (const { events } of tabs.slice(1)) expect(events.at(-1)).toBe('news')
    expect(tabs[0]?.events).toEqual(['lead'])
    expect(openTab().events).toEqual(['all of it'])
  })

  test('get another leader when it leaves', async () => {
    const openTab = openBrowser()
    const [first, second] = [openTab(), openTab()]
    first.tabs.leave()
    await settle()
    expect([first.tabs.isLeader, second.tabs.isLeader]).toEqual([false, true])
  })

  test('take the lead from one that does not answer; it follows, and may lead again later', async () => {
    const openTab = openBrowser()
    const [first, second] = [openTab(), openTab()]
    second.tabs.takeOver()
    await settle()
    expect([first.events, first.tabs.isLeader, second.tabs.isLeader]).toEqual([['lead', 'follow'], false, true])
    second.tabs.leave()
    await settle()
    expect(first.tabs.isLeader).toBe(true)
  })

  test('that ask are answered by the leader alone', async () => {
    const openTab = openBrowser()
    const [, second, third] = [openTab(), openTab(), openTab()]
    await settle()
    second.tabs.ask()
    expect(third.events.at(-1)).toBe('all of it')
    expect(second.events.filter((event) => event === 'all of it')).toHaveLength(3)
  })

  test('lead each for itself where the browser has no locks, and send nothing', async () => {
    const openTab = openBrowser(false)
    const [first, second] = [openTab(), openTab()]
    first.tabs.share('news')
    expect([first.events, second.events]).toEqual([['lead'], ['lead']])
  })
})
