// A vendor that fails receives few requests, however it fails and however many clients poll. `npm run hammer` runs the whole
// matrix and prints it; this is a short form.

import { describe, expect, test } from 'vitest'
import { ABOUT_CREDENTIALS, type Count, hammer, type Load } from './hammer.js'

const isWhole = process.env['TRUNKLINE_HAMMER'] === 'whole'
const POLLS_PER_SECOND = isWhole ? 40 : 1
const LOADS: readonly Load[] = ['at once', 'a minute', 'clients']

const table = (load: Load, counts: readonly Count[]): string =>
  [
    `| ${load}: kind | vendor | requests | with credentials |`,
    '| --- | --- | --- | --- |',
    ...counts.map((each) => `| ${each.kind} | ${each.vendor} | ${each.requests} | ${each.credentials} |`),
  ].join('\n')

/** A request that is refused with 400 is that client's own matter: 50 different ones are not one failing source. */
const PER_REQUEST = new Set(['400'])

describe('requests to failing vendors', () => {
  test.for(LOADS)('are few (%s)', { timeout: 600_000 }, async (load) => {
    const counts = await hammer(load, POLLS_PER_SECOND)
    if (isWhole) process.stdout.write(`${table(load, counts)}\n`)
    const mostRequests = load === 'at once' ? 3 : 60
    const isTooMany = ({ kind, requests }: Count): boolean =>
      requests > mostRequests && !(load === 'clients' && PER_REQUEST.has(kind))
    expect(counts.filter(isTooMany)).toEqual([])
    const isUnsafe = ({ kind, credentials }: Count): boolean => ABOUT_CREDENTIALS.has(kind) && credentials > 2
    expect(counts.filter(isUnsafe)).toEqual([])
    expect(counts.filter(({ requests }) => requests === 0)).toEqual([])
  })
})
