import { dirname } from 'node:path'
import { LineCounter, parseDocument } from 'yaml'
import type { AnyAdapter } from '../../adapters/contract.js'
import { formatFault } from './config-issues.js'
import { readText } from './read-text.js'
import { type Environment, fillReferences } from './references.js'
import { type Configuration, parseConfiguration } from './schema.js'

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

/**
 * Reads, completes and checks a configuration file (YAML or JSON).
 * @param environment where `${NAME}` is looked up; `${file:PATH}` is read relative to the configuration file.
 * `HOST` and `PORT` override the server's.
 * @throws ConfigurationError with every fault.
 */
export function loadConfiguration(
  path: string,
  environment: Environment,
  adapters: readonly AnyAdapter[],
): Configuration {
  const filled = fillReferences(parseFile(path), { environment, directory: dirname(path) })
  const parsed = parseConfiguration(filled.value, adapters, filled.isReference)
  const overrides = readOverrides(environment)
  // A value that could not be filled in is one fault, not a second one for being empty.
  const missing = new Set(filled.faults.map(({ path: at }) => JSON.stringify(at)))
  const others = parsed.ok ? [] : parsed.faults.filter(({ path: at }) => !missing.has(JSON.stringify(at)))
  const faults = [...filled.faults, ...others].map(formatFault)
  if (!parsed.ok || faults.length > 0 || overrides.faults.length > 0)
    throw new ConfigurationError(path, [...faults, ...overrides.faults])
  return { ...parsed.value, server: { ...parsed.value.server, ...overrides.server } }
}

/**
 * `HOST` and `PORT` override the server's.
 * @throws ConfigurationError when they cannot be meant.
 */
export function withOverrides({ server, sources }: Configuration, environment: Environment): Configuration {
  const overrides = readOverrides(environment)
  if (overrides.faults.length > 0) throw new ConfigurationError('the environment', overrides.faults)
  return { server: { ...server, ...overrides.server }, sources }
}

interface Overrides {
  readonly server: { readonly host?: string; readonly port?: number }
  readonly faults: readonly string[]
}

/** An empty variable counts as none: that is how they are unset in many a service file. */
function readOverrides({ HOST: host = '', PORT: port = '' }: Environment): Overrides {
  if (port !== '' && !(/^\d{1,5}$/.test(port) && Number(port) <= 65_535))
    return { server: {}, faults: ['PORT in the environment: must be a port number from 0 to 65535'] }
  return {
    server: { ...(host === '' ? {} : { host }), ...(port === '' ? {} : { port: Number(port) }) },
    faults: [],
  }
}

/** What is wrong with a document, by the code that the parser gives; its messages quote the file, and are not shown. */
const MISTAKES: Readonly<Record<string, string>> = {
  BAD_INDENT: 'the indentation does not fit, or a bracket is not closed',
  BAD_SCALAR_START: 'text that begins with @, %, or a backtick needs quotes',
  BAD_DQ_ESCAPE: 'a backslash within double quotes begins an escape; within single quotes it stands for itself',
  BLOCK_AS_IMPLICIT_KEY: 'text that holds a colon and a space needs quotes',
  DUPLICATE_KEY: 'the same key is given twice',
  MISSING_CHAR: 'a quote, bracket or colon is missing',
  MULTIPLE_DOCS: 'only one document is expected',
  TAB_AS_INDENT: 'indented by a tab; YAML wants spaces',
  TAG_RESOLVE_FAILED: 'unknown tag; text that begins with an exclamation mark needs quotes',
  BAD_ALIAS: 'text that begins with an asterisk or an ampersand needs quotes',
  UNEXPECTED_TOKEN: 'something stands here that does not belong here',
}

/** @throws ConfigurationError when it cannot be read, or is neither YAML nor JSON. */
function parseFile(path: string): unknown {
  const read = readText(path)
  if ('trouble' in read) throw new ConfigurationError(path, [read.trouble])
  const lines = new LineCounter()
  const document = parseDocument(read.text, { lineCounter: lines })
  const mistakes = [...document.errors, ...document.warnings].map(({ code, pos }) => {
    const what = MISTAKES[code] ?? code.toLowerCase().replaceAll('_', ' ')
    return `line ${lines.linePos(pos[0]).line}: ${what}`
  })
  if (mistakes.length > 0) throw new ConfigurationError(path, [...new Set(mistakes)])
  if (document.contents === null) throw new ConfigurationError(path, ['is empty; it must tell the sources at least'])
  try {
    return document.toJS()
  } catch {
    // An alias of nothing, or more aliases than any file needs. The parser's message would quote it.
    throw new ConfigurationError(path, ['an alias (*name) has no anchor (&name), or there are too many of them'])
  }
}
