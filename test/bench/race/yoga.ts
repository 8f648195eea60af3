// graphql-yoga as its documentation starts it, with the same resolvers.

import { createServer } from 'node:http'
import { createSchema, createYoga } from 'graphql-yoga'
import { listen } from './listen.ts'
import { createContext, type PeerContext, resolvers, typeDefs } from './peer-graph.ts'

const schema = createSchema<PeerContext>({ typeDefs, resolvers })
listen(createServer(createYoga<object, PeerContext>({ schema, context: createContext, logging: false })))
