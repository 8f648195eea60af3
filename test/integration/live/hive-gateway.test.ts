// A federated subscription: Hive Gateway, of the Guild, in front of this gateway.

import { createGatewayRuntime } from '@graphql-hive/gateway-runtime'
import { assertCompositionSuccess, composeServices } from '@theguild/federation-composition'
import { parse } from 'graphql'
import { expect, onTestFinished, test } from 'vitest'
import type { RequestStep } from '../../../src/server/pipeline/step.js'
import { fakeEvent } from '../../support/fake-hub.js'
import { asAdministrator, LIVE_SDL, startLiveServer, TICKS } from './live-server.js'
import { TextStream } from './text-stream.js'

test('Hive Gateway passes on the events of a subgraph, and unsubscribes when its client leaves', async () => {
  const methods: (string | undefined)[] = []
  const noting: RequestStep<unknown> = {
    name: 'noting',
    onRequest: ({ request }) => {
      methods.push(request.method)
      return null
    },
  }
  const { graphql, hub } = await startLiveServer({ steps: [asAdministrator, noting] })
  const composed = composeServices([{ name: 'trunkline', url: graphql, typeDefs: parse(LIVE_SDL) }])
  assertCompositionSuccess(composed)
  const runtime = createGatewayRuntime({ supergraph: composed.supergraphSdl, logging: false })
  onTestFinished(async () => runtime[Symbol.asyncDispose]())
  const response = await runtime.fetch('http://company.example/graphql', {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'text/event-stream' },
    body: JSON.stringify({ query: TICKS }),
  })
  const stream = new TextStream(response)
  await hub.subscribers(1)
  for (const n of [1, 2]) {
    hub.emit(fakeEvent(n))
    expect(await stream.until('}}}\n\n')).toContain(`data: {"data":{"ticks":{"n":${n},"kind":"CHANGES"}}}`)
  }
  expect(methods).toEqual(['GET'])
  await stream.cancel()
  await hub.subscribers(0)
})
