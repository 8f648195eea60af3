import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { parse } from 'yaml'
import type { AnyAdapter } from '../../adapters/contract.js'
import { formatFault } from '../config/config-issues.js'
import { checkDraft, type Draft, valueAt, withValue } from '../config/draft.js'
import { type SourceField, sourceForm } from '../config/source-form.js'
import { type Answers, askForConfiguration, type Surroundings } from './init-questions.js'
import { initText } from './init-text.js'
import { type Terminal, USUAL_FILE, WrongUse } from './terminal.js'
import { vendorsOfFlags } from './vendors.js'

export interface InitFlags {
  /** The file to write, relative to the working directory. */
  readonly file: string
  /** Modules of vendors that do not come with the gateway; relative to the folder of the file, which names them. */
  readonly adapter?: readonly string[]
  readonly vendor?: string
  readonly name?: string
  readonly url?: string
  /** `key=value` for the other keys of the source. */
  readonly set?: readonly string[]
  readonly port?: number
}

/** Only the owner may read or write: secrets may be added later. */
const OWNER_ONLY = 0o600
const OWNER_ONLY_FOLDER = 0o700

/** Writes a configuration from flags, or from questions when no vendor is given. It never overwrites a file. */
export async function init(flags: InitFlags, terminal: Terminal): Promise<number> {
  const file = resolve(terminal.directory, flags.file)
  if (flags.file === '') throw new WrongUse('--file is empty; it must name a file')
  if (existsSync(file))
    throw new WrongUse(
      `${flags.file} exists already, and init overwrites nothing: remove it, or name another with --file`,
    )
  const directory = dirname(file)
  const { adapters } = await vendorsOfFlags(flags.adapter ?? [], directory)
  const surroundings = { environment: terminal.environment, directory, adapters }
  const { draft, secrets } = await answersFor(flags, surroundings, terminal)
  const { faults } = checkDraft(draft, surroundings)
  if (faults.length > 0)
    throw new WrongUse(
      `nothing has been written: the configuration would not be valid\n${faults.map((fault) => `  ${formatFault(fault)}`).join('\n')}`,
    )
  writeFiles(file, initText(draft, flags.file), secrets)
  const { missing } = checkDraft(draft, surroundings)
  terminal.print(describe(flags.file, Object.keys(secrets), missing))
  return 0
}

function answersFor(flags: InitFlags, surroundings: Surroundings, { prompts }: Terminal): Answers | Promise<Answers> {
  if (flags.vendor !== undefined) return { draft: draftOf(flags.vendor, flags, surroundings.adapters), secrets: {} }
  const given = (['name', 'url', 'set', 'port'] as const).find((name) => flags[name] !== undefined)
  if (given !== undefined) throw new WrongUse(`--${given} needs --vendor; without any of them, init asks`)
  if (prompts === undefined)
    throw new WrongUse(
      'init asks its questions at a terminal, and this is none; in a script, give --vendor, --url and --set',
    )
  return askForConfiguration(prompts, surroundings, flags.adapter)
}

function draftOf(
  vendor: string,
  { name = vendor, adapter: modules = [], url, set = [], port }: InitFlags,
  adapters: readonly AnyAdapter[],
): Draft {
  const adapter = adapters.find((candidate) => candidate.vendor === vendor)
  if (adapter === undefined)
    throw new WrongUse(
      `--vendor ${vendor}: unknown; the vendors are ${adapters.map((known) => known.vendor).join(', ')}`,
    )
  const { ways, own, common } = sourceForm(adapter)
  const fields = [...ways.flatMap((way) => way.fields), ...own, ...common]
  const keys = set.reduce((sofar, setting) => addSetting(sofar, setting, fields), url === undefined ? {} : { url })
  return { server: port === undefined ? {} : { port }, modules, sources: [{ name, adapter, keys }] }
}

const REFERENCE = /^\$\{(?:file:[^{}]+|[A-Za-z_]\w*)\}$/

/** @throws WrongUse where a secret stands in the command: other users of the machine see it, and so does the history. */
function addSetting(
  keys: Readonly<Record<string, unknown>>,
  setting: string,
  fields: readonly SourceField[],
): typeof keys {
  const [, key, text] = /^([\w.]+)=(.*)$/s.exec(setting) ?? []
  if (key === undefined || text === undefined)
    throw new WrongUse('--set: expected key=value, such as auth.username=api')
  const path = key.split('.')
  const field = fields.find((candidate) => candidate.path.join('.') === key)
  if (field?.isSecret === true && !REFERENCE.test(text))
    throw new WrongUse(
      `--set ${key}: a secret must be a reference: '\${NAME}' for an environment variable, '\${file:PATH}' for a file`,
    )
  if (valueAt(keys, path) !== undefined) throw new WrongUse(`--set ${key}: given twice`)
  // Text stays text: 007 may be the name of a user.
  return withValue(keys, path, field === undefined || field.isNumber || field.isComposed ? readValue(key, text) : text)
}

function readValue(key: string, text: string): unknown {
  try {
    return REFERENCE.test(text) ? text : parse(text)
  } catch {
    throw new WrongUse(`--set ${key}: the value is not valid YAML`)
  }
}

/** The secrets first: a configuration that refers to them never stands alone. */
function writeFiles(file: string, text: string, secrets: Answers['secrets']): void {
  mkdirSync(dirname(file), { recursive: true })
  for (const [name, secret] of Object.entries(secrets)) {
    const path = join(dirname(file), name)
    mkdirSync(dirname(path), { recursive: true, mode: OWNER_ONLY_FOLDER })
    writeFileSync(path, `${secret}\n`, { mode: OWNER_ONLY, flag: 'wx' })
  }
  writeFileSync(file, text, { mode: OWNER_ONLY, flag: 'wx' })
}

function describe(file: string, secrets: readonly string[], missing: readonly string[]): string {
  const option = basename(file) === file && file === USUAL_FILE ? '' : ` --config ${file}`
  const todo =
    missing.length === 0
      ? []
      : ['', 'Before the start, provide what it refers to:', ...missing.map((line) => `  ${line}`)]
  return [
    `Wrote ${[file, ...secrets].join(', ')}; only you can read ${secrets.length === 0 ? 'it' : 'them'}.`,
    ...todo,
    '',
    `  trunkline check${option}    asks each system for a few rows`,
    `  trunkline${option}          serves the graph`,
  ].join('\n')
}
