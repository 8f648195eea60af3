import { readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { LineCounter, parseDocument } from 'yaml'
import type { AnyAdapter } from '../../adapters/contract.js'
import { readConfiguration, type Reading } from './schema.js'

/** Faults of a configuration, all of them; none holds a value of the file. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError'
  constructor(
    readonly file: string,
    readonly faults: readonly string[],
  ) {
    super(`${file}:\n${faults.map((fault) => `  ${fault}`).join('\n')}`)
  }
}

export type Configuration = Omit<Extract<Reading, { ok: true }>, 'ok'>

/**
 * Reads, completes and checks a configuration file (YAML or JSON).
 * @param environment where `${NAME}` is looked up; `${file:PATH}` is read relative to the configuration file.
 * @throws ConfigurationError with every fault.
 */
export function loadConfiguration(
  path: string,
  environment: Readonly<Record<string, string | undefined>>,
  adapters: readonly AnyAdapter[],
): Configuration {
  const text = readText(path)
  if (text === null) throw new ConfigurationError(path, ['cannot be read'])
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines })
  if (document.errors.length > 0)
    throw new ConfigurationError(
      path,
      document.errors.map(({ code, pos }) => `line ${lines.linePos(pos[0]).line}: ${code.toLowerCase().replaceAll('_', ' ')}`),
    )
  const faults: string[] = []
  const parsed: unknown = document.toJS()
  const value = substitute(parsed, [], { environment, directory: dirname(path), faults })
  const reading = readConfiguration(value, adapters)
  // A value that could not be filled in is one fault, not a second one for being empty.
  const missing = new Set(faults.map((fault) => fault.slice(0, fault.indexOf(':'))))
  if (!reading.ok) faults.push(...reading.faults.filter((fault) => !missing.has(fault.slice(0, fault.indexOf(':')))))
  if (!reading.ok || faults.length > 0) throw new ConfigurationError(path, faults)
  return withOverrides(reading, environment)
}

/** `HOST` and `PORT` override the server's. */
export function withOverrides(
  { server, sources }: Configuration,
  environment: Readonly<Record<string, string | undefined>>,
): Configuration {
  const { PORT: port, HOST: host } = environment
  if (port !== undefined && (!/^\d{1,5}$/.test(port) || Number(port) > 65_535))
    throw new ConfigurationError('the environment', [`PORT: must be a port number from 0 to 65535`])
  return {
    server: { ...server, ...(host ? { host } : {}), ...(port ? { port: Number(port) } : {}) },
    sources,
  }
}

interface Substitution {
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly directory: string
  readonly faults: string[]
}

const REFERENCE = /\$\{(file:)?([^}]*)\}/g

function substitute(value: unknown, path: readonly string[], into: Substitution): unknown {
  if (Array.isArray(value)) return value.map((item: unknown, at) => substitute(item, [...path, String(at)], into))
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, substitute(item, [...path, key], into)]))
  return typeof value === 'string' ? substituteText(value, path.join('.'), into) : value
}

function substituteText(text: string, path: string, { environment, directory, faults }: Substitution): string {
  return text.replace(REFERENCE, (_, file: string | undefined, name: string) => {
    if (file === undefined) {
      const value = environment[name]
      if (value === undefined || value === '') faults.push(`${path}: the environment has no ${name}`)
      return value ?? ''
    }
    const content = readText(resolve(directory, name))
    if (content === null) faults.push(`${path}: the file ${name} cannot be read`)
    return content?.replace(/\r?\n$/, '') ?? ''
  })
}

function readText(path: string): string | null {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return null
  }
}
