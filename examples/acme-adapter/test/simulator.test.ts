import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startSimulator } from 'trunkline/testing'
import { acmeSimulator } from '../src/simulator.ts'

test('the simulator can be asked like the vendor, at a real port', async () => {
  const running = await startSimulator(acmeSimulator, { world: { history: 50 } })
  try {
    const [site] = running.sites
    assert(site)
    const credentials = Buffer.from(`${site.credentials.username}:${site.credentials.password}`).toString('base64')
    const ask = (headers: Record<string, string>) => fetch(`${site.url}/calls?offset=0&limit=5`, { headers })
    assert.equal((await ask({})).status, 401)
    const answer = await (await ask({ authorization: `Basic ${credentials}` })).json()
    assert.equal(answer.calls.length, 5)
  } finally {
    await running.close()
  }
})
