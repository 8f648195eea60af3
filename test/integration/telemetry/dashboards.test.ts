// The GraphQL queries of the dashboards, with the key and the role that deploy/trunkline.yaml gives Grafana.

import { afterAll, beforeAll, expect, test } from 'vitest'
import { parse } from 'yaml'
import { z } from 'zod'
import { createApiKey } from '../../../src/access/sign-in/api-key.js'
import { graphQueries } from '../../guards/dashboards.js'
import { readFromRoot } from '../../guards/readme-blocks.js'
import { NOON, type Stack, startStack } from '../../support/stack.js'

const { key, sha256 } = createApiKey()
const access = z
  .object({
    auth: z.object({ keys: z.object({ grafana: z.object({ role: z.string() }) }) }),
    roles: z.record(z.string(), z.unknown()),
  })
  .parse(parse(readFromRoot('deploy/trunkline.yaml')))

let stack: Stack
beforeAll(async () => {
  const grafana = { ...access.auth.keys.grafana, sha256: [sha256] }
  stack = await startStack({ access: { auth: { keys: { grafana } }, roles: access.roles } })
})
afterAll(() => stack.close())

const DAY_MS = 86_400_000
const queries = graphQueries(new Date(NOON - DAY_MS).toISOString(), new Date(NOON).toISOString())

/** The value at a path such as `data.sources`; undefined when there is none. */
const at = (value: unknown, path: string): unknown =>
  path.split('.').reduce<unknown>((part, name) => z.record(z.string(), z.unknown()).safeParse(part).data?.[name], value)

test.each(queries)('$title: the query has no errors, and rows with every column', async ({ query, rows, columns }) => {
  const { status, body } = await stack.query(query, undefined, { authorization: `Bearer ${key}` })
  expect([status, body.errors]).toEqual([200, undefined])
  const found = z.array(z.unknown()).parse(at(body, rows))
  expect(found.length).toBeGreaterThan(0)
  // A source that has not failed has no last error.
  const always = columns.filter((path) => !path.startsWith('health.lastError'))
  for (const path of always)
    expect(
      found.filter((row) => at(row, path) !== undefined),
      path,
    ).toHaveLength(found.length)
})
