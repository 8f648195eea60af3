// Apollo Server as its documentation starts it, with ordinary resolvers.

import { ApolloServer } from '@apollo/server'
import { startStandaloneServer } from '@apollo/server/standalone'
import { createContext, type PeerContext, resolvers, typeDefs } from './peer-graph.ts'

const server = new ApolloServer<PeerContext>({ typeDefs, resolvers })
const { url } = await startStandaloneServer(server, {
  listen: { port: 0, host: '127.0.0.1' },
  context: async () => createContext(),
})
process.stdout.write(`${url}graphql\n`)
