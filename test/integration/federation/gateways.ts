// The two gateways that companies put in front of their subgraphs, each composing the company's graph by its own rules.

import { ApolloGateway, IntrospectAndCompose, RemoteGraphQLDataSource } from '@apollo/gateway'
import { ApolloServer } from '@apollo/server'
import { createGatewayRuntime } from '@graphql-hive/gateway-runtime'
import { assertCompositionSuccess, composeServices } from '@theguild/federation-composition'
import { parse } from 'graphql'
import { type Answer, sdlOf } from './subgraphs.js'

export interface CompanyGateway {
  /** @param authorization the header of the user; none unless given. */
  query(document: string, variables?: object, authorization?: string): Promise<Answer>
  close(): Promise<void>
}

export interface Named {
  readonly name: string
  readonly url: string
}

/** What a gateway sends to its subgraphs as Authorization. */
export interface RouterCredentials {
  /** When it reads their schemas. */
  readonly router?: string | undefined
  /** For requests of a user: called with the user's own header, if there is one. */
  readonly forUser?: ((authorization: string | undefined) => string | undefined) | undefined
}

const toHeaders = (authorization: string | undefined): Record<string, string> =>
  authorization === undefined ? {} : { authorization }

const quiet = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} }

interface ApolloContext {
  readonly authorization?: string | undefined
}

/** Apollo's: composes what it introspects by Apollo's own composition. */
export async function startApolloGateway(
  subgraphs: readonly Named[],
  { router, forUser = () => undefined }: RouterCredentials = {},
): Promise<CompanyGateway> {
  const introspectionHeaders = toHeaders(router)
  const supergraphSdl = new IntrospectAndCompose({ subgraphs: [...subgraphs], introspectionHeaders, logger: quiet })
  const gateway = new ApolloGateway({
    supergraphSdl,
    logger: quiet,
    buildService: ({ url = '' }) =>
      new RemoteGraphQLDataSource<ApolloContext>({
        url,
        willSendRequest({ request, context }) {
          // Requests of the gateway itself are not requests of a user.
          const authorization = forUser('authorization' in context ? context.authorization : undefined)
          if (authorization !== undefined) request.http?.headers.set('authorization', authorization)
        },
      }),
  })
  const server = new ApolloServer<ApolloContext>({ gateway, logger: quiet })
  await server.start()
  return {
    query: async (query, variables = {}, authorization) => {
      const operation = { query, variables: { ...variables } }
      const { body } = await server.executeOperation(operation, { contextValue: { authorization } })
      if (body.kind !== 'single') throw new Error('the answer came in parts')
      const answer: Answer = JSON.parse(JSON.stringify(body.singleResult))
      return answer
    },
    close: () => server.stop(),
  }
}

/** The Guild's: over a graph that was composed beforehand. */
export async function startHiveGateway(
  subgraphs: readonly Named[],
  { router, forUser = () => undefined }: RouterCredentials = {},
): Promise<CompanyGateway> {
  const services = subgraphs.map(async ({ name, url }) => ({
    name,
    url,
    typeDefs: parse(await sdlOf(url, toHeaders(router))),
  }))
  const composed = composeServices(await Promise.all(services))
  assertCompositionSuccess(composed)
  const runtime = createGatewayRuntime({
    supergraph: composed.supergraphSdl,
    logging: false,
    propagateHeaders: {
      fromClientToSubgraphs: ({ request }) => toHeaders(forUser(request.headers.get('authorization') ?? undefined)),
    },
  })
  return {
    query: async (query, variables = {}, authorization) => {
      const response = await runtime.fetch('http://company.example/graphql', {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...toHeaders(authorization) },
        body: JSON.stringify({ query, variables }),
      })
      const answer: Answer = JSON.parse(await response.text())
      return answer
    },
    close: async () => runtime[Symbol.asyncDispose](),
  }
}
