import { setImmediate } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { load } from '../../support/config-files.js'
import { type Ran, run, start, urlIn } from './terminal.js'

const sourcesIn = (printed: string) =>
  load(printed).sources.map(({ name, common, settings }) => ({ name, url: common.url, settings }))

describe('the simulators alone', () => {
  test('print a configuration that a gateway accepts without changes', async () => {
    const { greeting, stop } = start(['simulate', '--first-port', '0'])
    const printed = await greeting
    const sources = sourcesIn(printed)
    expect(sources.map(({ name }) => name)).toEqual(['telecomx-demo', 'portasip-demo', 'restcomm-demo', 'mor-demo'])
    for (const { url } of sources) expect((await fetch(url)).status).toBeLessThan(500)
    expect(printed).toContain('demo / demo-password')
    expect(await stop()).toEqual({ status: 0, printed, errors: '' })
    for (const { url } of sources) await expect(fetch(url)).rejects.toThrow()
  })

  test('can be fewer, and take options of every kind', async () => {
    const args = [
      '--only',
      'restcomm',
      'portasip',
      '--set',
      'restcomm.product=connect',
      'portasip.trusted=true',
      '--set',
      'portasip.customerId=7',
    ]
    const { greeting } = start(['simulate', '--first-port', '0', ...args])
    expect(sourcesIn(await greeting)).toMatchObject([
      { name: 'portasip-demo', settings: { trusted: { customerId: 7 } } },
      { name: 'restcomm-demo', url: expect.stringContaining('/restcomm/'), settings: { product: 'connect' } },
    ])
  })

  test('can be one that the demo does not have', async () => {
    const { greeting } = start([
      'simulate',
      '--first-port',
      '0',
      '--only',
      'portaone',
      '--set',
      'portaone.currency=DKK',
    ])
    expect(sourcesIn(await greeting)).toMatchObject([{ name: 'portaone-demo', settings: { currency: 'DKK' } }])
  })

  test('follow one another from the first port on', async () => {
    const isUsed = (ran: Ran) => ran.status === 1 && ran.errors.includes('the port is in use')
    for (let attempt = 0; attempt < 20; attempt += 1) {
      // Below the ports that systems give to connections, of which a busy machine has many.
      const first = 20_000 + Math.floor(Math.random() * 10_000)
      const both = start(['simulate', '--only', 'telecomx', 'mor', '--first-port', String(first)])
      const printed = await both.greeting
      // Another process may have it.
      if (isUsed(await both.stop())) continue
      expect(sourcesIn(printed).map(({ url }) => Number(new URL(url).port))).toEqual([first, first + 1])
      return
    }
    expect.unreachable('no two ports next to each other are free')
  })

  test('have the requested world', async () => {
    const totalOf = async (history: number) => {
      const args = ['--only', 'restcomm', '--set', 'restcomm.product=connect', 'restcomm.accountSid=AC1']
      const world = ['--history', String(history), '--customers', '2', '--calls-per-second', '0.001', '--seed', '5']
      const { greeting } = start(['simulate', '--first-port', '0', ...args, ...world])
      const [source] = sourcesIn(await greeting)
      const authorization = `Basic ${Buffer.from('AC1:demo-password').toString('base64')}`
      const answer = await fetch(`${source?.url}/Accounts/AC1/Calls.json`, { headers: { authorization } })
      const body: { total: number } = JSON.parse(await answer.text())
      return body.total
    }
    expect(await totalOf(3)).toBe(3)
    expect(await totalOf(300)).toBe(300)
  })

  test('have the requested faults', async () => {
    const failing = start(['simulate', '--only', 'telecomx', '--first-port', '0', '--error-rate', '1'])
    expect((await fetch(urlIn(await failing.greeting))).status).toBe(503)
  })

  test('say which port is in use, and leave none of them running', async () => {
    const one = start(['simulate', '--only', 'mor', '--first-port', '0'])
    const { port } = new URL(urlIn(await one.greeting))
    const listening = () => process.getActiveResourcesInfo().filter((name) => name === 'TCPServerWrap').length
    const before = listening()
    const { status, printed, errors } = await run(['simulate', '--first-port', String(Number(port) - 3)])
    expect({ status, printed }).toEqual({ status: 1, printed: '' })
    expect(errors).toMatch(
      /^trunkline: cannot listen on 127\.0\.0\.1:\d+: the port is in use; choose another with --first-port/,
    )
    // Closed handles disappear a few turns later; one that is still open stays for ever.
    while (listening() > before) await setImmediate()
  })
})
