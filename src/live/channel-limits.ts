import { GraphQLError } from 'graphql'

/** How many subscriptions are allowed. */
export interface LiveLimits {
  readonly maxSubscribers: number
  readonly maxPerClient: number
  readonly maxChannels: number
}

/** When to try again: streams end all the time. */
const RETRY_AFTER_SECONDS = 10

/** Counts the subscriptions, all of them and those of each client. */
export class ChannelLimits {
  readonly #byClient = new Map<string, number>()
  #subscribers = 0

  constructor(private readonly limits: LiveLimits) {}

  get subscribers(): number {
    return this.#subscribers
  }

  /**
   * @returns a function to call once, when the subscription has ended.
   * @throws GraphQLError RATE_LIMITED.
   */
  enter(client: string): () => void {
    const { maxSubscribers, maxPerClient } = this.limits
    const own = this.#byClient.get(client) ?? 0
    if (this.#subscribers >= maxSubscribers)
      throw ChannelLimits.reached('maxSubscribers', `there are ${maxSubscribers} subscriptions already`)
    if (own >= maxPerClient)
      throw ChannelLimits.reached('maxPerClient', `the client has ${maxPerClient} subscriptions already`)
    this.#subscribers++
    this.#byClient.set(client, own + 1)
    let hasLeft = false
    return () => {
      if (hasLeft) return
      hasLeft = true
      this.#subscribers--
      const left = (this.#byClient.get(client) ?? 1) - 1
      if (left === 0) this.#byClient.delete(client)
      else this.#byClient.set(client, left)
    }
  }

  /** @param limit the key of the configuration, below `live`. */
  static reached(limit: keyof LiveLimits, message: string): GraphQLError {
    const extensions = { limit: `live.${limit}`, retryAfterSeconds: RETRY_AFTER_SECONDS }
    return new GraphQLError(`${message} (live.${limit}); try again later`, {
      extensions: { code: 'RATE_LIMITED', ...extensions, http: { status: 429 } },
    })
  }
}
