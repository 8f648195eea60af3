// The clients that people subscribe with, each set up as its own documentation says, behind one interface.

import { ApolloClient, gql, HttpLink, InMemoryCache } from '@apollo/client'
import { Client, fetchExchange, subscriptionExchange } from '@urql/core'
import { EventSource } from 'eventsource'
import { createClient as createSseClient } from 'graphql-sse'
import { createClient as createSocketClient } from 'graphql-ws'
import relay from 'relay-runtime'
import { WebSocket } from 'ws'

/** What a client passes on to its application. */
export type Heard =
  | { readonly kind: 'result'; readonly data: unknown; readonly codes: readonly unknown[] }
  | { readonly kind: 'error'; readonly error: unknown }
  /** The subscription is over, as the client understands it. */
  | { readonly kind: 'complete' }

interface Errors {
  readonly errors?: readonly { readonly extensions?: { readonly [name: string]: unknown } | undefined }[] | undefined
}

/** What an application has heard, in turn, until the test asks for it. */
export class Hearing {
  readonly #heard: Heard[] = []
  readonly #waiting: ((heard: Heard) => void)[] = []

  readonly result = (result: { readonly data?: unknown } & Errors): void =>
    this.#add({
      kind: 'result',
      data: result.data ?? null,
      codes: (result.errors ?? []).map(({ extensions }) => extensions?.['code']),
    })
  readonly error = (error: unknown): void => this.#add({ kind: 'error', error })
  readonly complete = (): void => this.#add({ kind: 'complete' })

  next(): Promise<Heard> {
    const heard = this.#heard.shift()
    return heard === undefined ? new Promise((resolve) => void this.#waiting.push(resolve)) : Promise.resolve(heard)
  }

  #add(heard: Heard): void {
    const resolve = this.#waiting.shift()
    if (resolve === undefined) this.#heard.push(heard)
    else resolve(heard)
  }
}

export interface SubscribeWith {
  readonly url: string
  readonly query: string
  readonly hearing: Hearing
}

/** Subscribes; returns what unsubscribes, as an application does. */
export type LiveClient = (options: SubscribeWith) => () => void

const once = { retryAttempts: 0 }

const graphqlSse: LiveClient = ({ url, query, hearing }) => {
  const client = createSseClient({ url, ...once })
  return client.subscribe({ query }, { next: hearing.result, error: hearing.error, complete: hearing.complete })
}

const graphqlWs: LiveClient = ({ url, query, hearing }) => {
  const client = createSocketClient({ url: url.replace('http', 'ws'), webSocketImpl: WebSocket, ...once })
  return client.subscribe({ query }, { next: hearing.result, error: hearing.error, complete: hearing.complete })
}

/** urql by its own transport, over fetch. */
const urqlFetch: LiveClient = ({ url, query, hearing }) => {
  const client = new Client({ url, exchanges: [fetchExchange], fetchSubscriptions: true, preferGetMethod: false })
  return listenToUrql(client, query, hearing)
}

/** urql over graphql-sse, as its documentation shows. */
const urqlSse: LiveClient = ({ url, query, hearing }) => {
  const sse = createSseClient({ url, ...once })
  const forward = subscriptionExchange({
    forwardSubscription: (operation) => ({
      subscribe: (sink) => {
        const request = { query: operation.query ?? '', variables: { ...operation.variables } }
        return {
          unsubscribe: sse.subscribe(request, {
            next: (value) => sink.next(JSON.parse(JSON.stringify(value))),
            error: sink.error,
            complete: sink.complete,
          }),
        }
      },
    }),
  })
  return listenToUrql(new Client({ url, exchanges: [forward], preferGetMethod: false }), query, hearing)
}

function listenToUrql(client: Client, query: string, hearing: Hearing): () => void {
  const { unsubscribe } = client.subscription(query, {}).subscribe(({ data, error, hasNext }) => {
    if (error?.networkError) hearing.error(error.networkError)
    else hearing.result({ data, errors: error?.graphQLErrors })
    if (hasNext === false && error === undefined) hearing.complete()
  })
  return unsubscribe
}

/** Apollo Client by its plain HttpLink: multipart. */
const apolloClient: LiveClient = ({ url, query, hearing }) => {
  const client = new ApolloClient({ link: new HttpLink({ uri: url }), cache: new InMemoryCache() })
  const subscription = client.subscribe({ query: gql(query), fetchPolicy: 'no-cache', errorPolicy: 'all' }).subscribe({
    next: ({ data, error }) => {
      if (error === undefined) hearing.result({ data })
      else if ('errors' in error && Array.isArray(error.errors)) hearing.result({ data, errors: error.errors })
      else hearing.error(error)
    },
    error: hearing.error,
    complete: hearing.complete,
  })
  return () => {
    subscription.unsubscribe()
    client.stop()
  }
}

/** Relay's network layer over graphql-sse, as Relay's documentation shows. */
const relayNetwork: LiveClient = ({ url, query, hearing }) => {
  const sse = createSseClient({ url, ...once })
  const network = relay.Network.create(
    () => Promise.reject(new Error('there are no queries')),
    ({ text }, variables) =>
      relay.Observable.create((sink) =>
        sse.subscribe(
          { query: text ?? '', variables },
          {
            next: (value) => sink.next(JSON.parse(JSON.stringify(value))),
            error: (error) => sink.error(error instanceof Error ? error : new Error(String(error))),
            complete: () => sink.complete(),
          },
        ),
      ),
  )
  const params = {
    cacheID: 'ticks',
    id: null,
    metadata: {},
    name: 'Ticks',
    operationKind: 'subscription' as const,
    text: query,
  }
  const subscription = network.execute(params, {}, { force: true }).subscribe({
    next: (response) => hearing.result(JSON.parse(JSON.stringify(response))),
    error: (error: unknown) => hearing.error(error),
    complete: hearing.complete,
  })
  return () => subscription.unsubscribe()
}

/** The EventSource of browsers, which sends a GET. */
const eventSource: LiveClient = ({ url, query, hearing }) => {
  const source = new EventSource(`${url}?${new URLSearchParams({ query })}`)
  source.addEventListener('next', ({ data }) => hearing.result(JSON.parse(String(data))))
  source.addEventListener('complete', () => hearing.complete())
  source.addEventListener('error', (error) => hearing.error(error))
  return () => source.close()
}

export const LIVE_CLIENTS = {
  'graphql-sse': graphqlSse,
  'graphql-ws': graphqlWs,
  'urql, by fetch': urqlFetch,
  'urql, over graphql-sse': urqlSse,
  'Apollo Client': apolloClient,
  Relay: relayNetwork,
  EventSource: eventSource,
} as const satisfies Record<string, LiveClient>
