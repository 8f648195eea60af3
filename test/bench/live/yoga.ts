// graphql-yoga with a subscription over its server-sent events, which are those of graphql-sse ("distinct connections").
// The list is read once a second for all; a subscriber gets the latest one, and never a queue of old ones.

import { createServer } from 'node:http'
import { setImmediate } from 'node:timers/promises'
import { createSchema, createYoga } from 'graphql-yoga'
import { listen } from '../race/listen.ts'
import { createContext, type PeerContext, resolvers, typeDefs } from '../race/peer-graph.ts'
import { fromSwitch, newestFirst } from '../race/records.ts'
import { parseSwitchCalls, switchText } from '../race/vendors.ts'
import { readEverySecond } from './every-second.ts'

const source = process.env['LIVE_SOURCE'] ?? ''
const latest = await readEverySecond(async () =>
  newestFirst(parseSwitchCalls(await switchText(source)).map((row) => fromSwitch(row, source))),
)

async function* lists() {
  for (let polled = latest(); ; ) {
    await polled.later
    // Without it no reader would get anything before the update of every reader is ready.
    await setImmediate()
    polled = latest()
    yield { activeCalls: { nodes: polled.calls } }
  }
}

const schema = createSchema<PeerContext>({
  typeDefs: [typeDefs, 'type Subscription { activeCalls: ActiveCallConnection! }'],
  resolvers: { ...resolvers, Subscription: { activeCalls: { subscribe: lists } } },
})
listen(createServer(createYoga<object, PeerContext>({ schema, context: createContext, logging: false })))
