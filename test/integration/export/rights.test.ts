// Who may export what: the scope `export`, rows as in the graph, and fields that are masked or refused as there.

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { SCOPE_NAMES } from '../../../src/access/rights/scopes.js'
import { type Stack, startStack } from '../../support/stack.js'
import { keyedRoles } from '../access/keyed-roles.js'
import { columnsOf, csvOf, graphRows, ndjsonOf, request } from './exporting.js'

const mine = { 'telecomx-demo': { customers: ['C00000000000000000000003', 'C00000000000000000000006'] } }
const READS = SCOPE_NAMES.filter((scope) => scope !== 'export')

const { access, headersOf } = keyedRoles(
  {
    exporter: { scopes: ['calls:read', 'active:read', 'export'] },
    reader: { scopes: ['*:read'] },
    allButExport: { scopes: READS },
    onlyExport: { scopes: ['export'] },
    tenant: { scopes: ['calls:read', 'active:read', 'export'], sources: mine },
    masked: { scopes: ['calls:read', 'active:read', 'export'], mask: ['phone', 'ip', 'routing', 'notes'] },
    auditor: { scopes: ['calls:read', 'costs:read', 'export'] },
    costsOfSome: { scopes: ['calls:read', 'costs:read', 'export'], sources: mine },
  },
  {
    oneSource: {
      sees: { scopes: ['calls:read', 'active:read'] },
      exports: { scopes: ['export'], sources: { 'mor-demo': 'all' } },
    },
    someRows: {
      seesAll: { scopes: ['calls:read', 'active:read'] },
      exportsOwn: { scopes: ['export'], sources: mine },
    },
  },
)

let stack: Stack
beforeAll(async () => {
  stack = await startStack({ access })
})
afterAll(() => stack?.close())

async function refusal(path: string, headers: Readonly<Record<string, string>> | undefined) {
  const response = await request(stack, path, headers)
  const { errors }: { errors: readonly { message: string; extensions: object }[] } = JSON.parse(await response.text())
  return { status: response.status, ...errors[0] }
}

describe('an export is refused', () => {
  test('without a credential', async () => {
    expect((await refusal('calls.csv', {})).status).toBe(401)
  })

  test.each(['reader', 'allButExport'] as const)('without the scope export: %s', async (name) => {
    const why = { status: 403, extensions: { code: 'FORBIDDEN', scope: 'export' } }
    expect(await refusal('calls.csv', headersOf(name))).toMatchObject(why)
  })

  test('without the right to the list', async () => {
    const why = { status: 403, extensions: { code: 'FORBIDDEN', scope: 'calls:read' } }
    expect(await refusal('calls.csv', headersOf('onlyExport'))).toMatchObject(why)
    const sessions = { status: 403, extensions: { code: 'FORBIDDEN', scope: 'sessions:read' } }
    expect(await refusal('sessions.ndjson', headersOf('exporter'))).toMatchObject(sessions)
  })

  test('for columns of costs without the right to costs', async () => {
    const why = { status: 403, extensions: { code: 'FORBIDDEN', scope: 'costs:read' } }
    expect(await refusal('calls.csv?columns=nativeId,cost.amount', headersOf('exporter'))).toMatchObject(why)
    expect(await refusal('calls.csv?columns=carrier', headersOf('exporter'))).toMatchObject(why)
    const { rows } = await ndjsonOf(stack, 'calls.ndjson?columns=nativeId,cost.amount', headersOf('auditor'))
    expect(rows.filter(({ 'cost.amount': cost }) => cost !== null).length).toBeGreaterThan(0)
  })

  test('for a condition on what is masked', async () => {
    const why = { status: 403, extensions: { code: 'FORBIDDEN', scope: 'pii:full' } }
    expect(await refusal('calls.csv?caller=%2B4570305000', headersOf('masked'))).toMatchObject(why)
  })
})

test('passwords are no column', () => {
  expect(columnsOf('sipAccounts').filter((name) => /password/i.test(name))).toEqual([])
})

describe('the rows of an export', () => {
  const columns = ['source.name', 'nativeId', 'caller.number', 'callee.e164', 'customer.nativeId', 'accountId']
  const path = (list: string) => `${list}.ndjson?columns=${columns.join()}`

  test.each(['calls', 'activeCalls'])('of a tenant are its own: %s', async (list) => {
    const headers = headersOf('tenant') ?? {}
    const { rows, report } = await ndjsonOf(stack, path(list), headers)
    expect(rows.length).toBeGreaterThan(0)
    expect(rows).toEqual(await graphRows(stack, list, { columns, headers }))
    expect(new Set(rows.map((row) => row['source.name']))).toEqual(new Set(['telecomx-demo']))
    // No number and no name of what is hidden.
    expect(report.sources.map(({ source }) => source)).toEqual(['telecomx-demo'])
    expect(report.rows).toBe(rows.length)
  })

  test('are those of the sources on which an export is granted', async () => {
    const { rows, report } = await ndjsonOf(stack, path('calls'), headersOf('oneSource'))
    const all = await graphRows(stack, 'calls', { columns, headers: headersOf('exporter') ?? {} })
    expect(rows).toEqual(all.filter((row) => row['source.name'] === 'mor-demo'))
    expect(report.sources.map(({ source }) => source)).toEqual(['mor-demo'])
  })

  test('are those of the customers for whom an export is granted', async () => {
    const { rows } = await ndjsonOf(stack, path('calls'), headersOf('someRows'))
    const { rows: own } = await ndjsonOf(stack, path('calls'), headersOf('tenant'))
    const ids = (of: typeof rows) => of.map(({ nativeId }) => nativeId)
    expect(rows.length).toBeGreaterThan(0)
    expect(ids(rows)).toEqual(ids(own))
  })
})

describe('what is masked', () => {
  test('is masked as in the graph', async () => {
    const headers = headersOf('masked') ?? {}
    const { rows, text } = await ndjsonOf(stack, 'calls.ndjson', headers)
    const columns = Object.keys(rows[0] ?? {})
    expect(rows).toEqual(await graphRows(stack, 'calls', { columns, headers }))
    const whole = await ndjsonOf(stack, 'calls.ndjson', headersOf('exporter'))
    const numbers = whole.rows
      .flatMap((row) => [row['caller.e164'], row['callee.e164']])
      .filter((each) => each !== null)
    expect(numbers.length).toBeGreaterThan(0)
    expect(numbers.filter((number) => text.includes(String(number)))).toEqual([])
  })

  test('is masked in every column that can be', async () => {
    const headers = headersOf('masked') ?? {}
    const columns = columnsOf('calls').filter((name) => !/^(cost|carrier)\b|[rR]ate$|profit/.test(name))
    const { rows } = await ndjsonOf(stack, `calls.ndjson?columns=${columns.join()}`, headers)
    expect(rows).toEqual(await graphRows(stack, 'calls', { columns, headers }))
  })

  test('stays a telephone number in a spreadsheet', async () => {
    const { lines } = await csvOf(stack, 'calls.csv?columns=caller.e164', headersOf('masked'))
    const masked = lines.map(([number]) => number ?? '').filter((number) => number !== '')
    expect(masked.length).toBeGreaterThan(0)
    expect(masked.filter((number) => !/^\+\d+\*+$/.test(number))).toEqual([])
  })
})
