import { stringify } from 'yaml'
import { type Draft, type DraftSource, valueAt } from '../config/draft.js'
import { type SourceField, type SourceForm, sourceForm } from '../config/source-form.js'

// The text of the configuration file that `init` writes: the keys that are set, and the others in comments.

const WIDTH = 110

/** @param file the name of the file, for the commands in it. */
export function initText({ server, modules, sources }: Draft, file: string): string {
  const lines = [
    ...comment(
      `The configuration of Trunkline, written by "trunkline init". Lines that start with # are comments; those with a key show what applies when the key is left out. docs/configuration.md describes all keys.`,
    ),
    '#',
    `#   trunkline check --config ${file}    asks each system for a few rows`,
    `#   trunkline --config ${file}          serves the graph`,
    '',
    ...serverLines(server),
    '',
    ...(modules.length === 0
      ? []
      : [...comment('Vendors that do not come with Trunkline.'), ...entry('adapters', modules), '']),
    'sources:',
    ...sources.flatMap((source, at) => [...(at === 0 ? [] : ['']), ...indent(sourceLines(source, at === 0))]),
  ]
  return `${lines.join('\n')}\n`
}

function serverLines(server: Draft['server']): readonly string[] {
  const isSet = Object.keys(server).length > 0
  return [
    ...(isSet ? entry('server', server) : ['# server:', '#   port: 4000']),
    '',
    ...comment(
      'Only programs on this machine reach the gateway, and each of them sees everything. To serve others, say who they are: "trunkline key --name wallboard --role noc" makes a key and prints its hash.',
    ),
    '#',
    '# server:',
    '#   host: 0.0.0.0',
    '# auth:',
    '#   keys:',
    '#     wallboard: { sha256: ["..."], role: noc }',
    '# roles:',
    '#   noc: { scopes: [active:read, stats:read, calls:read, sources:read], sources: { "*": all } }',
  ]
}

function sourceLines({ name, adapter, keys }: DraftSource, isFirst: boolean): readonly string[] {
  const form = sourceForm(adapter)
  const { url, ...others } = keys
  const ways = new Set(form.ways.map(({ key }) => key))
  const isWritten = (key: string) => ways.has(key)
  const signIn = Object.entries(others).filter(([key]) => isWritten(key))
  const inside = [
    ...comment(`${adapter.title}: ${adapter.manual}`),
    ...entry('vendor', adapter.vendor),
    ...entry('url', url),
    ...signIn.flatMap(([key, value]) => signInLines(key, value, form)),
    ...form.own.flatMap((field) => fieldLines(field, keys)),
    // Once is enough: they are the same for all systems.
    ...form.common.flatMap((field) =>
      field.path[0] === 'url' || (!isFirst && valueAt(keys, field.path) === undefined) ? [] : fieldLines(field, keys),
    ),
  ]
  return [`${keyText(name)}:`, ...indent(inside)]
}

function signInLines(key: string, value: unknown, { ways }: SourceForm): readonly string[] {
  const given = typeof value === 'object' && value !== null ? Object.entries(value) : []
  const fields = ways.filter((way) => way.key === key).flatMap((way) => way.fields)
  const describe = (name: string) => fields.find(({ path }) => path[1] === name)?.description ?? ''
  return [`${key}:`, ...indent(given.flatMap(([name, inner]) => [...comment(describe(name)), ...entry(name, inner)]))]
}

/** A key with its description; one that is not set, or has no value to show, in a comment. */
function fieldLines(
  { path, description, isComposed, fallback }: SourceField,
  keys: DraftSource['keys'],
): readonly string[] {
  const [key = ''] = path
  const value = valueAt(keys, path)
  if (value !== undefined) return [...comment(description), ...entry(key, value)]
  const shown = isComposed || fallback === undefined ? [`${key}:`] : entry(key, fallback)
  return [...comment(description), ...shown.map((line) => `# ${line}`)]
}

const entry = (key: string, value: unknown): readonly string[] =>
  stringify({ [key]: value }, { lineWidth: 0 })
    .trimEnd()
    .split('\n')

const keyText = (name: string): string => stringify(name).trimEnd()

const indent = (lines: readonly string[]): readonly string[] => lines.map((line) => (line === '' ? '' : `  ${line}`))

/** A text in comment lines, broken between words. */
function comment(text: string): readonly string[] {
  const lines: string[] = []
  let line = '#'
  for (const word of text.split(/\s+/).filter((part) => part !== '')) {
    if (line.length + 1 + word.length > WIDTH && line !== '#') {
      lines.push(line)
      line = '#'
    }
    line = `${line} ${word}`
  }
  return text === '' ? [] : [...lines, line]
}
