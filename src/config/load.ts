import { dirname } from 'node:path'
import { LineCounter, parseDocument } from 'yaml'
import type { AnyAdapter } from '../../adapters/contract.js'
import { readEnvironmentProxies } from '../outbound/environment-proxies.js'
import { formatFault } from './config-issues.js'
import { withManifestsFrom } from './documents-settings.js'
import { findExposure } from './exposure.js'
import { hooksFrom } from './hooks-settings.js'
import { type ReadText, readText } from './read-text.js'
import { type Environment, fillReferences } from './references.js'
import { type Configuration, parseConfiguration } from './schema.js'

/** All faults of a configuration; no message contains a value of the file. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError'
  constructor(
    readonly file: string,
    readonly faults: readonly string[],
  ) {
    super(`${file}:\n${faults.map((fault) => `  ${fault}`).join('\n')}`)
  }
}

/**
 * Reads a configuration file (YAML or JSON), replaces its references and checks it.
 * @param environment the variables for `${NAME}`; `HOST` and `PORT` override the keys of the
 * server, and `HTTP_PROXY`, `HTTPS_PROXY` and `NO_PROXY` name proxies. `${file:PATH}` is
 * relative to the configuration file.
 * @param read reads a file.
 * @throws ConfigurationError with all faults.
 */
export function loadConfiguration(
  path: string,
  environment: Environment,
  adapters: readonly AnyAdapter[],
  read: (path: string) => ReadText = readText,
): Configuration {
  const filled = fillReferences(parseFile(path, read), { environment, directory: dirname(path), read })
  const outbound = readEnvironmentProxies(environment)
  const parsed = parseConfiguration(filled.value, adapters, filled.isReference, outbound.proxies)
  const overrides = readOverrides(environment)
  // A reference that cannot be resolved is one fault; do not also report the empty text that replaces it.
  const missing = new Set(filled.faults.map(({ path: at }) => JSON.stringify(at)))
  const others = parsed.ok ? [] : parsed.faults.filter(({ path: at }) => !missing.has(JSON.stringify(at)))
  const faults = [...[...filled.faults, ...others].map(formatFault), ...overrides.faults, ...outbound.faults]
  if (!parsed.ok || faults.length > 0) throw new ConfigurationError(path, faults)
  const server = withManifestsFrom(parsed.value.server, dirname(path))
  const hooks = hooksFrom(parsed.value.hooks, dirname(path))
  const configuration = { ...parsed.value, hooks, server: { ...server, ...overrides.server } }
  const exposed = findExposure(configuration).map(formatFault)
  if (exposed.length > 0) throw new ConfigurationError(path, exposed)
  return configuration
}

/**
 * Overrides the host and port of the server by `HOST` and `PORT`.
 * @throws ConfigurationError when `PORT` is not a port number.
 */
export function withOverrides({ server, ...others }: Configuration, environment: Environment): Configuration {
  const overrides = readOverrides(environment)
  if (overrides.faults.length > 0) throw new ConfigurationError('the environment', overrides.faults)
  return { ...others, server: { ...server, ...overrides.server } }
}

interface Overrides {
  readonly server: { readonly host?: string; readonly port?: number }
  readonly faults: readonly string[]
}

/** An empty variable counts as not set: many service files unset a variable this way. */
function readOverrides({ HOST: host = '', PORT: port = '' }: Environment): Overrides {
  if (port !== '' && !(/^\d{1,5}$/.test(port) && Number(port) <= 65_535))
    return { server: {}, faults: ['PORT in the environment: must be a port number from 0 to 65535'] }
  return {
    server: { ...(host === '' ? {} : { host }), ...(port === '' ? {} : { port: Number(port) }) },
    faults: [],
  }
}

/** Messages by the error code of the YAML parser. Its own messages quote the file, which may hold secrets. */
const MISTAKES: Readonly<Record<string, string>> = {
  BAD_INDENT: 'the indentation is wrong, or a bracket is not closed',
  BAD_SCALAR_START: 'text that starts with @, %, or a backtick needs quotes',
  BAD_DQ_ESCAPE:
    'a backslash within double quotes starts an escape sequence; use single quotes for a literal backslash',
  BLOCK_AS_IMPLICIT_KEY: 'text that contains a colon and a space needs quotes',
  DUPLICATE_KEY: 'the same key is given twice',
  MISSING_CHAR: 'a quote, bracket or colon is missing',
  MULTIPLE_DOCS: 'only one YAML document is allowed',
  TAB_AS_INDENT: 'indented with a tab; YAML requires spaces',
  TAG_RESOLVE_FAILED: 'unknown tag; text that starts with an exclamation mark needs quotes',
  BAD_ALIAS: 'text that starts with an asterisk or an ampersand needs quotes',
  UNEXPECTED_TOKEN: 'unexpected text',
}

/** @throws ConfigurationError when the file cannot be read, or is neither YAML nor JSON. */
export function parseFile(path: string, readFile: (path: string) => ReadText): unknown {
  const read = readFile(path)
  if ('failure' in read) throw new ConfigurationError(path, [read.failure])
  const lines = new LineCounter()
  const document = parseDocument(read.text, { lineCounter: lines })
  const mistakes = [...document.errors, ...document.warnings].map(({ code, pos }) => {
    const what = MISTAKES[code] ?? code.toLowerCase().replaceAll('_', ' ')
    return `line ${lines.linePos(pos[0]).line}: ${what}`
  })
  if (mistakes.length > 0) throw new ConfigurationError(path, [...new Set(mistakes)])
  if (document.contents === null)
    throw new ConfigurationError(path, ['the file is empty; it must define at least one source'])
  try {
    return document.toJS()
  } catch {
    // An alias without an anchor, or too many aliases. The parser's message would quote the file.
    throw new ConfigurationError(path, ['an alias (*name) has no anchor (&name), or there are too many of them'])
  }
}
