import type { StoreClient } from './connection.js'
import type { Script } from './script.js'

// One command to the store, and how it may end.

/** The store cannot be used now: the caller continues without it. The message names no address or secret. */
export class StoreUnavailable extends Error {
  override readonly name: string = 'StoreUnavailable'
}
/** The store answered with an error: it is full, read-only, or does not permit the command. */
export class StoreRefused extends StoreUnavailable {
  override readonly name = 'StoreRefused'
}

export type Reply = string | number | Buffer | null | readonly Reply[]
export type Argument = string | number | Buffer
/** The script by its hash; its text is sent when the store has not seen it since it was started. */
export async function evaluate(
  client: StoreClient,
  { sha, text }: Script,
  keys: readonly string[],
  args: readonly Argument[],
): Promise<Reply> {
  const given = [String(keys.length), ...keys, ...args.map((arg) => (typeof arg === 'number' ? String(arg) : arg))]
  try {
    return await client.sendCommand<Reply>(['EVALSHA', sha, ...given])
  } catch (error) {
    if (!(error instanceof Error && error.message.startsWith('NOSCRIPT'))) throw error
    return client.sendCommand<Reply>(['EVAL', text, ...given])
  }
}

export const toUnavailable = (error: unknown): StoreUnavailable =>
  error instanceof Error && /^[A-Z]+ /.test(error.message)
    ? new StoreRefused(messageOf(error))
    : new StoreUnavailable(messageOf(error))

/** The first words of what the store says: none of its errors quotes a value there. */
export const messageOf = (error: unknown): string =>
  error instanceof Error ? error.message.slice(0, 120) : 'unknown error'
