import { readFileSync } from 'node:fs'
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander'
import { ConfigurationError } from '../config/load.js'
import { check } from './check.js'
import { printConfigurationSchema, printGraphSchema } from './schema.js'
import { serve } from './serve.js'
import { simulate, type SimulateFlags } from './simulate.js'
import { type Terminal, WRONG_USE } from './terminal.js'

/**
 * Runs the command line.
 * @returns the exit status.
 */
export async function runCli(argv: readonly string[], terminal: Terminal): Promise<number> {
  let status = 0
  const program = createProgram(terminal, (result) => (status = result))
  try {
    await program.parseAsync([...argv])
    return status
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : WRONG_USE
    if (error instanceof ConfigurationError) {
      terminal.printError(`trunkline: the configuration has faults\n${error.message}`)
      return WRONG_USE
    }
    terminal.printError(`trunkline: ${messageOf(error)}`)
    return 1
  }
}

function messageOf(error: unknown): string {
  if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') return `${error.message}; choose another with --port`
  return error instanceof Error ? error.message : String(error)
}

const CONFIG = '--config <file>'
const CONFIG_TEXT = 'the configuration (YAML or JSON); TRUNKLINE_CONFIG by default'

function createProgram(terminal: Terminal, done: (status: number) => void): Command {
  const program = new Command('trunkline')
    .description(
      'One GraphQL graph over the telecom systems that a company already pays for.\nWithout a configuration it starts simulators of every vendor, and the graph over them.',
    )
    .version(packageVersion(), '-v, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .exitOverride()
    .configureOutput({ writeOut: (text) => terminal.print(text.trimEnd()), writeErr: (text) => terminal.printError(text.trimEnd()) })
    .option(CONFIG, CONFIG_TEXT)
    .option('--port <number>', 'the port to listen on', toPort)
    .option('--host <address>', 'the address to listen on')
    .option('--log-level <level>', 'trace, debug, info, warn, error or silent')
    .action(async (flags: { config?: string; port?: number; host?: string; logLevel?: string }) => done(await serve(flags, terminal)))
  program
    .command('check')
    .description('ask each configured source for one small answer: reachable, authenticated, as declared')
    .option(CONFIG, CONFIG_TEXT)
    .action(async (flags: { config?: string }, command: Command) =>
      done(await check({ ...command.optsWithGlobals<{ config?: string }>(), ...flags }, terminal)),
    )
  const schema = program
    .command('schema')
    .description('print the graph in schema definition language')
    .action(() => done(printGraphSchema(terminal)))
  schema
    .command('config')
    .description('print the JSON Schema of the configuration file')
    .action(() => done(printConfigurationSchema(terminal)))
  addSimulate(program, terminal, done)
  return program
}

function addSimulate(program: Command, terminal: Terminal, done: (status: number) => void): void {
  program
    .command('simulate')
    .description('run only the simulators of the vendors, to build dashboards or adapters against')
    .option('--first-port <number>', 'the port of the first simulator; the others follow; 0 for any', toPort, 4101)
    .option('--history <calls>', 'calls in the records when it starts', toCount, 2000)
    .option('--customers <number>', 'customers in the world', toCount, 40)
    .option('--calls-per-second <rate>', 'rate of new calls', toRate, 1)
    .option('--seed <number>', 'another seed is another world', toCount, 1)
    .option('--latency-ms <milliseconds>', 'how long every answer takes', toCount, 0)
    .option('--error-rate <share>', 'share of requests, from 0 to 1, that are answered with HTTP 503', toShare, 0)
    .option('--hang-rate <share>', 'share of requests, from 0 to 1, that are never answered', toShare, 0)
    .addOption(new Option('--set <vendor.option=value...>', 'an option of one simulator, such as restcomm.product=sbc').default([]))
    .action(async (flags: SimulateFlags) => done(await simulate(flags, terminal)))
}

const numberFrom = (least: number, most: number, isWhole: boolean, what: string) => (text: string): number => {
  const value = Number(text)
  if (text.trim() === '' || !(value >= least && value <= most) || (isWhole && !Number.isInteger(value)))
    throw new InvalidArgumentError(`expected ${what}.`)
  return value
}
const toPort = numberFrom(0, 65_535, true, 'a port number from 0 to 65535')
const toCount = numberFrom(0, 10_000_000, true, 'a whole number')
const toRate = numberFrom(0, 10_000, false, 'a number of calls per second')
const toShare = numberFrom(0, 1, false, 'a share from 0 to 1')

/** The version of the package that this file belongs to. */
function packageVersion(): string {
  for (const path of ['../../../package.json', '../../package.json']) {
    try {
      const manifest: unknown = JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8'))
      if (typeof manifest === 'object' && manifest !== null && 'version' in manifest) return String(manifest.version)
    } catch {
      // Compiled, the package is one folder further up.
    }
  }
  return 'unknown'
}
