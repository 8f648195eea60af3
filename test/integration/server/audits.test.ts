import { serverAudits } from 'graphql-http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openSmallServer, type SmallServer } from './small-server.js'

/** Audits that are not MUST and that fail on purpose, with the reason. */
const expectedFailures: { readonly [id: string]: string } = {}

describe('GraphQL over HTTP, the audits of graphql-http', () => {
  let server: SmallServer
  beforeAll(async () => {
    server = await openSmallServer({ stopGraceMs: 0 })
  })
  afterAll(() => server.close())

  const audits = serverAudits({ url: () => server.graphql })

  it.each(audits)('$id $name', async ({ id, name, fn }) => {
    const result = await fn()
    const reason = expectedFailures[id]
    if (reason === undefined || name.startsWith('MUST')) expect(result).toMatchObject({ status: 'ok' })
    else expect(result.status, `passes now, although: ${reason}`).not.toBe('ok')
  })

  it('names only audits that exist as expected failures', () => {
    expect(audits.map(({ id }) => id)).toEqual(expect.arrayContaining(Object.keys(expectedFailures)))
  })
})
