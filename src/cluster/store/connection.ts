import { createClient, RESP_TYPES } from '@redis/client'

// One connection to the store, opened again after each loss. The client's own reconnecting is not used: a connection
// that hangs, as behind a firewall that drops packets, is never reported as lost, and has to be replaced from outside.

export interface StoreAddress {
  /** `redis://user@host:port/db`, or `rediss://` for TLS. */
  readonly url: string
  readonly password?: string | undefined
  /** The certificate authority to trust instead of the default ones, as PEM text, and the expected name. */
  readonly tls?: { readonly ca?: string | undefined; readonly serverName?: string | undefined } | undefined
}

const BINARY = { [RESP_TYPES.BLOB_STRING]: Buffer } as const

/** A client that returns texts as bytes. */
function createStoreClient({ url, password, tls }: StoreAddress) {
  const address = new URL(url)
  const username = decodeURIComponent(address.username)
  // With a user name in the URL, the client would assume that the user has no password.
  address.username = ''
  return createClient({
    url: address.href,
    ...(username === '' ? {} : { username }),
    ...(password === undefined ? {} : { password }),
    socket: {
      connectTimeout: OPENING_MS,
      reconnectStrategy: false,
      ...(tls?.ca === undefined ? {} : { ca: tls.ca }),
      ...(tls?.serverName === undefined ? {} : { servername: tls.serverName }),
    },
    disableOfflineQueue: true,
    disableClientInfo: true,
    maintNotifications: 'disabled',
    commandOptions: { typeMapping: BINARY },
  })
}
export type StoreClient = ReturnType<typeof createStoreClient>

const RECONNECT_MS = 250
/** For the TCP connection, TLS and the greeting. */
const OPENING_MS = 2000

export interface ConnectionHooks {
  /** Prepares a new connection, such as by subscribing; rejects when it cannot be used. */
  readonly prepare?: (client: StoreClient) => Promise<void>
  readonly onReady?: () => void
  /** Called when the connection is lost, or could not be opened; the error names neither user nor password. */
  readonly onLost?: (error: unknown) => void
}

/** Keeps one connection open. */
export class Connection {
  #ready: StoreClient | null = null
  #opening: StoreClient | null = null
  #again: NodeJS.Timeout | undefined
  #isClosed = false

  constructor(
    private readonly address: StoreAddress,
    private readonly hooks: ConnectionHooks = {},
  ) {}

  /** The client while the connection is open; null otherwise. */
  get client(): StoreClient | null {
    return this.#ready
  }

  /** Opens the connection. Resolves after the first try, whether or not that succeeded. */
  async open(): Promise<void> {
    if (this.#isClosed) return
    const client = createStoreClient(this.address)
    this.#opening = client
    client.on('error', (error: unknown) => this.#lost(client, error))
    client.on('end', () => this.#lost(client, new Error('the connection was closed')))
    const tooSlow = setTimeout(() => this.#lost(client, new Error('no answer while connecting')), OPENING_MS)
    try {
      await client.connect()
      await this.hooks.prepare?.(client)
      if (this.#opening !== client) return
      this.#opening = null
      this.#ready = client
      this.hooks.onReady?.()
    } catch (error) {
      this.#lost(client, error)
    } finally {
      clearTimeout(tooSlow)
    }
  }

  /** Replaces a connection that does not answer. */
  reset(): void {
    if (this.#ready !== null) this.#lost(this.#ready, new Error('no answer for a while'))
  }

  close(): void {
    this.#isClosed = true
    clearTimeout(this.#again)
    for (const client of [this.#ready, this.#opening]) if (client !== null) destroy(client)
    this.#ready = null
    this.#opening = null
  }

  #lost(client: StoreClient, error: unknown): void {
    if (client !== this.#ready && client !== this.#opening) return
    this.#ready = null
    this.#opening = null
    destroy(client)
    if (this.#isClosed) return
    this.hooks.onLost?.(error)
    this.#again = setTimeout(() => void this.open(), RECONNECT_MS)
    this.#again.unref()
  }
}

/** Commands in flight are rejected. */
function destroy(client: StoreClient): void {
  try {
    client.destroy()
  } catch {
    // It was closed already.
  }
}
