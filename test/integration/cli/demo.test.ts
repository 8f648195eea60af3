// trunkline demo --as: the graph as others see it, with one command.

import { describe, expect, test } from 'vitest'
import { run, start, urlIn } from './terminal.js'

async function demoAs(...as: readonly string[]) {
  const { greeting } = start(['demo', '--port', '0', ...as.flatMap((name) => ['--as', name])])
  const text = await greeting
  const ask = async (query: string): Promise<unknown> => {
    const headers = { 'content-type': 'application/json', 'x-trunkline-explain': '1' }
    const response = await fetch(`${urlIn(text)}/graphql`, { method: 'POST', headers, body: JSON.stringify({ query }) })
    return response.json()
  }
  const metricsStatus = async () => (await fetch(`${urlIn(text)}/metrics`)).status
  return { text, ask, metricsStatus }
}
const QUERY = '{ activeCalls(first: 1) { totalCount } }'

describe('the demo', () => {
  test('is that of a local administrator by default', async () => {
    const { text, ask, metricsStatus } = await demoAs()
    expect(text).toContain('All calls are simulated')
    expect(await ask(QUERY)).toMatchObject({ data: { activeCalls: {} }, extensions: { plan: {} } })
    expect(await metricsStatus()).toBe(200)
  })

  test.each(['noc', 'support', 'acme', 'globex'])('as %s has fewer rights', async (name) => {
    const { text, ask, metricsStatus } = await demoAs(name)
    expect(text).toContain(`as ${name} sees them`)
    expect(await ask(QUERY)).not.toHaveProperty('extensions.plan')
    expect(await metricsStatus()).toBe(403)
  })

  test('lists the names that exist', async () => {
    const { status, errors } = await run(['demo', '--as', 'root'])
    expect(status).toBe(2)
    expect(errors).toContain('noc, support, fraud, acme, globex')
  })
})
