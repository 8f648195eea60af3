import Fastify from 'fastify'
import { expect, it } from 'vitest'
import { addHealthRoutes } from '../../../src/server/http/health.js'
import { startSmallServer } from './small-server.js'

it('is live at once, and ready when the gateway says so', async () => {
  let ready = false
  const { url } = await startSmallServer({ ready: () => ready })
  const probe = async (path: string) => {
    const response = await fetch(`${url}${path}`)
    return [response.status, await response.json()]
  }
  expect(await probe('/livez')).toEqual([200, { status: 'ok' }])
  expect(await probe('/readyz')).toEqual([503, { status: 'starting' }])
  ready = true
  expect(await probe('/readyz')).toEqual([200, { status: 'ready' }])
  expect(await probe('/livez')).toEqual([200, { status: 'ok' }])
})

it('is live but not ready while it stops', async () => {
  const app = Fastify()
  addHealthRoutes(app, { ready: () => true, stopping: () => true })
  expect((await app.inject('/livez')).statusCode).toBe(200)
  const readiness = await app.inject('/readyz')
  expect([readiness.statusCode, readiness.json()]).toEqual([503, { status: 'stopping' }])
})
