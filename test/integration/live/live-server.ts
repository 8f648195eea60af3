import { buildSchema } from 'graphql'
import { onTestFinished } from 'vitest'
import type { LiveOptions } from '../../../src/server/live/live-options.js'
import type { RequestStep } from '../../../src/server/pipeline/step.js'
import { FakeHub, fakeLive } from '../../support/fake-hub.js'
import { localAdministrator } from '../../support/unrestricted.js'
import { openSmallServer, type SmallOptions, type SmallServer } from '../server/small-server.js'

export const LIVE_SDL = /* GraphQL */ `
  type Query {
    greeting: String
  }
  type Subscription {
    ticks(from: Int, secret: String): Tick
    other: Tick
  }
  type Tick {
    n: Int!
    kind: String!
    text: String
  }
`

export const TICKS = 'subscription Ticks { ticks { n kind } }'

/** The step that says who sends a request, where nobody has to sign in. */
export const asAdministrator: RequestStep<unknown> = {
  name: 'sign-in',
  onRequest(exchange) {
    if (!exchange.isPublic) exchange.principal = localAdministrator([])
    return null
  },
}

export interface LiveServer extends SmallServer {
  readonly hub: FakeHub
}

export interface LiveServerOptions extends Omit<SmallOptions, 'live'> {
  /** Null: there are no subscriptions. */
  readonly live?: Partial<LiveOptions> | null
}

/** Starts the real server over a hub whose events the test sends; closed when the test ends. */
export async function startLiveServer({ live = {}, ...options }: LiveServerOptions = {}): Promise<LiveServer> {
  const hub = new FakeHub()
  const server = await openSmallServer({
    stopGraceMs: 0,
    schema: buildSchema(LIVE_SDL),
    steps: [asAdministrator],
    ...options,
    live: live === null ? undefined : fakeLive(hub, live),
  })
  onTestFinished(() => server.close())
  return { ...server, hub }
}
