// The two gateways that companies put in front of their subgraphs, each composing the company's graph by its own rules.

import { ApolloGateway, IntrospectAndCompose } from '@apollo/gateway'
import { ApolloServer } from '@apollo/server'
import { createGatewayRuntime } from '@graphql-hive/gateway-runtime'
import { assertCompositionSuccess, composeServices } from '@theguild/federation-composition'
import { parse } from 'graphql'
import { type Answer, sdlOf } from './subgraphs.js'

export interface CompanyGateway {
  query(document: string, variables?: object): Promise<Answer>
  close(): Promise<void>
}

export interface Named {
  readonly name: string
  readonly url: string
}

const quiet = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} }

/** Apollo's: composes what it introspects by Apollo's own composition. */
export async function startApolloGateway(subgraphs: readonly Named[]): Promise<CompanyGateway> {
  const supergraphSdl = new IntrospectAndCompose({ subgraphs: [...subgraphs], logger: quiet })
  const server = new ApolloServer({ gateway: new ApolloGateway({ supergraphSdl, logger: quiet }), logger: quiet })
  await server.start()
  return {
    query: async (query, variables = {}) => {
      const { body } = await server.executeOperation({ query, variables: { ...variables } })
      if (body.kind !== 'single') throw new Error('the answer came in parts')
      const answer: Answer = JSON.parse(JSON.stringify(body.singleResult))
      return answer
    },
    close: () => server.stop(),
  }
}

/** The Guild's: over a graph that was composed beforehand. */
export async function startHiveGateway(subgraphs: readonly Named[]): Promise<CompanyGateway> {
  const services = subgraphs.map(async ({ name, url }) => ({ name, url, typeDefs: parse(await sdlOf(url)) }))
  const composed = composeServices(await Promise.all(services))
  assertCompositionSuccess(composed)
  const runtime = createGatewayRuntime({ supergraph: composed.supergraphSdl, logging: false })
  return {
    query: async (query, variables = {}) => {
      const response = await runtime.fetch('http://company.example/graphql', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query, variables }),
      })
      const answer: Answer = JSON.parse(await response.text())
      return answer
    },
    close: async () => runtime[Symbol.asyncDispose](),
  }
}
