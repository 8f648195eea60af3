// TypeScript types that GraphQL Code Generator makes of the committed schema and typical operations: they compile, and
// they say what the graph promises.

import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { codegen } from '@graphql-codegen/core'
import * as typescript from '@graphql-codegen/typescript'
import * as typescriptOperations from '@graphql-codegen/typescript-operations'
import { parse } from 'graphql'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { DASHBOARD_OPERATIONS } from './dashboard-operations.js'

/** As a client's configuration would have them: every scalar of the graph has to be there. */
const SCALARS = { DateTime: 'string', Decimal: 'string', JSONObject: 'Record<string, unknown>' }

const PLUGINS = { typescript, 'typescript-operations': typescriptOperations }

/** Since version 6 each of the plugins makes a separate file: types of the schema, or of the operations. */
async function generate(plugin: keyof typeof PLUGINS, operations: Readonly<Record<string, string>>): Promise<string> {
  const schema = parse(await readFile('schema/schema.graphql', 'utf8'))
  const documents = Object.entries(operations).map(([location, text]) => ({ location, document: parse(text) }))
  const config = { scalars: SCALARS, strictScalars: true, useTypeImports: true, enumsAsTypes: true }
  return codegen({ filename: 'graph.ts', schema, documents, config, plugins: [{ [plugin]: {} }], pluginMap: PLUGINS })
}

/** Uses what was generated as a dashboard does; each line compiles only while the graph keeps its promise. */
const DASHBOARD = `import type { ActiveCallGrouping, MutationMakeCallArgs, SipAccount } from './schema.js'
import type { FraudDeskQueryVariables, HangUpMutation, SupportDeskQuery, TraceQuery, WallboardQuery } from './graph.js'

export const rows = ({ activeCalls }: WallboardQuery): readonly (string | null)[] =>
  (activeCalls?.nodes ?? []).map(({ caller, customer }) => customer?.name ?? caller.e164 ?? caller.number ?? null)
export const cursor = ({ activeCalls }: WallboardQuery): string | null => activeCalls?.pageInfo.endCursor ?? null
export const since: FraudDeskQueryVariables = { from: '2026-03-01T12:00:00Z' }
export const amounts = ({ phoneNumber }: SupportDeskQuery): readonly string[] =>
  (phoneNumber.calls?.nodes ?? []).flatMap(({ price }) => (price == null ? [] : [price.amount]))
export const steps = ({ callTrace }: TraceQuery): readonly string[] =>
  callTrace.records.map((record) => {
    switch (record.__typename) {
      case 'Session': return record.endedReason ?? 'ongoing'
      case 'ActiveCall': return record.state
      case 'Call': return record.status
    }
  })
export const by: readonly ActiveCallGrouping[] = ['SOURCE', 'COUNTRY']
export const order: MutationMakeCallArgs = { input: { source: 'demo', from: '101', to: '102', url: 'https://demo.example/' } }
export const numbers = ({ numbers, custom }: SipAccount): readonly unknown[] => [...numbers, custom?.['crmId']]
export const outcome = ({ disconnectCall }: HangUpMutation): 'REQUESTED' | 'ALREADY_ENDED' | 'NOT_FOUND' | 'FAILED' | 'UNKNOWN' | null =>
  disconnectCall?.outcome ?? null
`

let directory: string
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'trunkline-codegen-'))
})
afterAll(() => rm(directory, { recursive: true, force: true }))

/** The compiler's messages about a dashboard over the generated types; '' for none. */
async function compile(dashboard: string): Promise<string> {
  await writeFile(join(directory, 'dashboard.ts'), dashboard)
  const options = [
    '--ignoreConfig',
    '--noEmit',
    '--strict',
    '--target',
    'es2022',
    '--module',
    'nodenext',
    '--types',
    '',
  ]
  return promisify(execFile)(process.execPath, [
    'node_modules/typescript/bin/tsc',
    ...options,
    join(directory, 'dashboard.ts'),
  ]).then(
    () => '',
    (error: { readonly stdout: string }) => error.stdout,
  )
}

test('types of typical operations are generated, and a dashboard compiles with them', async () => {
  await writeFile(join(directory, 'package.json'), '{ "type": "module" }')
  await writeFile(join(directory, 'schema.ts'), await generate('typescript', DASHBOARD_OPERATIONS))
  await writeFile(join(directory, 'graph.ts'), await generate('typescript-operations', DASHBOARD_OPERATIONS))
  expect(await compile(DASHBOARD)).toBe('')
  // The check can fail: values that may be null must be checked.
  expect(await compile(DASHBOARD.replace('activeCalls?.pageInfo', 'activeCalls.pageInfo'))).toContain('possibly')
})

test('an operation that the graph does not have is refused', async () => {
  await expect(
    generate('typescript-operations', { WRONG: 'query Wrong { activeCalls { nodes { unheardOf } } }' }),
  ).rejects.toThrow(/unheardOf/)
})
