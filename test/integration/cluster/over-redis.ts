// A real store for the tests of one block, and instances over it, which are closed in the end.

import { afterAll, beforeAll } from 'vitest'
import { type RedisServer, startRedis } from '../../support/store/redis-server.js'
import { eventually, identityOf, overStore, type StoreOptions, sourceOf } from './instances.js'

/** To be called within the block. */
export function overRedis() {
  let redis: RedisServer | null = null
  const opened: Awaited<ReturnType<typeof overStore>>[] = []
  beforeAll(async () => {
    redis = await startRedis()
  })
  afterAll(async () => {
    await Promise.all(opened.map(({ sharing }) => sharing.close()))
    await redis?.stop()
  })
  const server = (): RedisServer => {
    if (redis === null) throw new Error('the store is started before the tests')
    return redis
  }
  /** What a command answers, as texts. */
  const texts = async (...command: readonly string[]): Promise<readonly string[]> => {
    const found = await server().command(...command)
    return Array.isArray(found) ? found.flat().map(String) : []
  }
  return {
    get url(): string {
      return server().url
    },
    get port(): number {
      return server().port
    },
    texts,
    command: (...command: readonly string[]) => server().command(...command),
    keys: (pattern: string) => texts('KEYS', pattern),
    /** Opens an instance with one source, and waits until it uses the store. */
    open: async (name: string, options: StoreOptions & { readonly settings?: unknown } = {}) => {
      const instance = await overStore(server().url, options)
      opened.push(instance)
      const { sharing, events } = instance
      await eventually(() => events.some((event) => event.type === 'cluster-store' && event.state === 'up'))
      const outcomes = (): readonly string[] =>
        events.flatMap((event) => (event.type === 'cluster-list' ? [event.outcome] : []))
      /** The outcomes of one command. */
      const commands = (command: string): readonly string[] =>
        events.flatMap((event) =>
          event.type === 'cluster-command' && event.command === command ? [event.outcome] : [],
        )
      return { sharing, source: sourceOf(sharing, identityOf(name, options.settings ?? {})), outcomes, commands }
    },
  }
}
