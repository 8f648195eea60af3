// A Relay project in a temporary folder, compiled by Relay's compiler against the committed schema.

import { execFile } from 'node:child_process'
import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import compiler from 'relay-compiler'

export interface RelayProject {
  /** What the compiler said, without colours; it has failed if `ok` is false. */
  readonly output: string
  readonly ok: boolean
  /** What was generated for an operation or a fragment. */
  artifact(name: string): Promise<string>
  /** The text of an operation as Relay sends it. */
  text(operation: string): Promise<string>
  close(): Promise<void>
}

const CONFIGURATION = {
  src: './src',
  schema: './schema.graphql',
  language: 'typescript',
  eagerEsModules: true,
  customScalarTypes: { DateTime: 'string', Decimal: 'string', JSONObject: 'Record<string, unknown>' },
}

/** @param documents by the name of the module that they stand in, which Relay wants their names to begin with. */
export async function compileRelay(documents: Readonly<Record<string, string>>): Promise<RelayProject> {
  const directory = await mkdtemp(join(tmpdir(), 'trunkline-relay-'))
  await mkdir(join(directory, 'src'))
  await copyFile('schema/schema.graphql', join(directory, 'schema.graphql'))
  await writeFile(join(directory, 'relay.config.json'), JSON.stringify(CONFIGURATION))
  for (const [module, document] of Object.entries(documents))
    await writeFile(join(directory, 'src', `${module}.ts`), `export const document = graphql\`${document}\`\n`)
  const { ok, output } = await run(directory)
  const artifact = (name: string) => readFile(join(directory, 'src', '__generated__', `${name}.graphql.ts`), 'utf8')
  return {
    ok,
    output,
    artifact,
    text: async (operation) => {
      const [, text = '""'] = /^ +"text": (".*")$/m.exec(await artifact(operation)) ?? []
      return String(JSON.parse(text))
    },
    close: () => rm(directory, { recursive: true, force: true }),
  }
}

/** Escape sequences for colours. */
const COLOURS = /\u001B\[\d*m/g

function run(cwd: string): Promise<{ readonly ok: boolean; readonly output: string }> {
  if (compiler === null) throw new Error('Relay has no compiler for this kind of machine')
  const file = compiler
  return new Promise((resolve) => {
    execFile(file, ['relay.config.json'], { cwd }, (error, stdout, stderr) =>
      resolve({ ok: error === null, output: `${stdout}${stderr}`.replaceAll(COLOURS, '') }),
    )
  })
}
