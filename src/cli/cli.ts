import { Command, CommanderError, Option } from 'commander'
import { adapters } from '../../adapters/index.js'
import { demoSimulators, simulators } from '../../adapters/simulators.js'
import { ConfigurationError } from '../config/load.js'
import { type AuditFlags, verifyAuditFile } from './audit.js'
import { type CheckFlags, check } from './check.js'
import { type DemoFlags, demo } from './demo.js'
import { DEMO_NAMES } from './demo-rights.js'
import { readCount, readFirstPort, readMilliseconds, readPort, readPositive, readRate, readShare } from './flags.js'
import { type InitFlags, init } from './init.js'
import { type KeyFlags, printKey } from './key.js'
import { readManifest } from './manifest.js'
import { printConfigurationSchema, printGraphSchema } from './schema.js'
import { type ServeFlags, serve } from './serve.js'
import { type SimulateFlags, simulate } from './simulate.js'
import { describeOptions, vendorsOf } from './simulator-options.js'
import { FELL_SHORT, type Terminal, USUAL_FILE, WRONG_USE, WrongUse } from './terminal.js'

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
    // Commander has already printed the error or the help.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : WRONG_USE
    if (error instanceof ConfigurationError) {
      terminal.printError(`trunkline: the configuration is not valid\n${error.message}`)
      return WRONG_USE
    }
    terminal.printError(`trunkline: ${error instanceof Error ? error.message : String(error)}`)
    return error instanceof WrongUse ? WRONG_USE : FELL_SHORT
  }
}

type Done = (status: number) => void

function createProgram(terminal: Terminal, done: Done): Command {
  const program = new Command('trunkline')
    .description('One GraphQL API for the telecom systems that a company already uses.')
    .version(readManifest().version, '-v, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .helpCommand('help [command]', 'print the help of a command')
    .exitOverride()
    .showHelpAfterError('Try: trunkline --help')
    .configureOutput({
      writeOut: (text) => terminal.print(text.trimEnd()),
      writeErr: (text) => terminal.printError(text.trimEnd()),
    })
    .addHelpText('after', OVERVIEW)
  addServe(program, terminal, done)
  addDemo(program, terminal, done)
  addInit(program, terminal, done)
  addCheck(program, terminal, done)
  addKey(program, terminal, done)
  addSchema(program, terminal, done)
  addSimulate(program, terminal, done)
  addAudit(program, terminal, done)
  return program
}

const OVERVIEW = `
The default command is serve. Examples:
  trunkline demo                                serve the graph over simulators of all vendors
  trunkline demo --as acme                      the same, as a tenant sees it
  trunkline init                                write trunkline.yaml from a few questions
  trunkline --config trunkline.yaml --port 80   serve the graph over the configured systems
  trunkline check --config trunkline.yaml       check that those systems answer as configured
  trunkline <command> --help                    show the options of a command

Environment: TRUNKLINE_CONFIG, PORT and HOST set the defaults of --config, --port and --host. Without --config and
TRUNKLINE_CONFIG, trunkline.yaml in the working directory is used. With NODE_ENV=production the explorer is off
unless the configuration turns it on.

Exit status: 0 success, 1 failure, 2 the command line or the configuration is not valid.`

const CONFIG = [
  '--config <file>',
  'the configuration file (YAML or JSON); by default TRUNKLINE_CONFIG, or ./trunkline.yaml',
] as const
/** Of commands without a configuration that could name them. */
const ADAPTER = [
  '--adapter <module...>',
  'vendors that do not come with Trunkline: paths such as ./acme.js, or packages; as in `adapters` of a configuration',
] as const
const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'silent']

function addServe(program: Command, terminal: Terminal, done: Done): void {
  program
    .command('serve', { isDefault: true })
    .description('serve the graph over the configured systems')
    .option(...CONFIG)
    .option('--port <number>', 'the port to listen on; 0 for any free port', readPort)
    .option('--host <address>', 'the address to listen on')
    .addOption(
      new Option('--log-level <level>', 'the minimum level of log lines; info by default, warn for the demo').choices(
        LOG_LEVELS,
      ),
    )
    .option('--or-demo', 'without a configuration, serve the demo instead of ending with an error')
    // An unknown command arrives here as an argument, because `serve` is the default command.
    .allowExcessArguments()
    .action(async (flags: ServeFlags, command: Command) => {
      const [unknown] = command.args
      if (unknown !== undefined) refuseCommand(program, unknown)
      done(await serve(flags, terminal))
    })
}

function addDemo(program: Command, terminal: Terminal, done: Done): void {
  program
    .command('demo')
    .description('serve the graph over simulators of all vendors, also as somebody with fewer rights sees it')
    .addOption(
      new Option('--as <name>', 'a role or tenant of the demo; its administrator by default').choices(DEMO_NAMES),
    )
    .option('--port <number>', 'the port to listen on; 0 for any free port', readPort)
    .option('--host <address>', 'the address to listen on')
    .addOption(new Option('--log-level <level>', 'the minimum level of log lines; warn by default').choices(LOG_LEVELS))
    .action(async (flags: DemoFlags) => done(await demo(flags, terminal)))
}

function addInit(program: Command, terminal: Terminal, done: Done): void {
  program
    .command('init')
    .description('write a configuration from a few questions, or from these options in a script')
    .option('--file <file>', 'the file to write; it must not exist', USUAL_FILE)
    .option(...ADAPTER)
    .option('--vendor <vendor>', `the system: ${vendorsOf(adapters).join(', ')}, or one of --adapter`)
    .option('--name <name>', 'what the source is called; the vendor by default')
    .option('--url <url>', "the URL of the vendor's API")
    .option('--set <key=value...>', "other keys of the source; secrets as references: auth.password='${NAME}'")
    .option('--port <number>', 'the port that the gateway listens on', readPort)
    .action(async (flags: InitFlags) => done(await init(flags, terminal)))
}

function refuseCommand(program: Command, unknown: string): never {
  const known = program.commands.map((command) => command.name()).join(', ')
  return program.error(`error: unknown command '${unknown}'; the commands are ${known}`, {
    code: 'commander.unknownCommand',
  })
}

function addCheck(program: Command, terminal: Terminal, done: Done): void {
  program
    .command('check')
    .description(
      'check each configured system with small queries: is it reachable, are the credentials, clock and order right',
    )
    .argument('[source]', 'the name of the only source to check; all by default')
    .option(...CONFIG)
    .option('--json', 'print one JSON document instead of a line for each source')
    .option('--as <name>', 'send no request: print what a role (role/tenant) or an API key may see and do')
    .action(async (source: string | undefined, flags: CheckFlags) => done(await check(source, flags, terminal)))
}

function addKey(program: Command, terminal: Terminal, done: Done): void {
  program
    .command('key')
    .description('create an API key: print it once, with the lines of the configuration that accept it')
    .option('--name <name>', 'what the audit log calls it', 'new-key')
    .option('--role <role>', 'the role that it has', 'CHANGE-ME')
    .option('--tenant <tenant>', 'the tenant whose rows it sees')
    .option('--expires <date>', 'the last day on which it is accepted, in UTC: 2027-06-30')
    .action((flags: KeyFlags) => done(printKey(flags, terminal)))
}

function addSchema(program: Command, terminal: Terminal, done: Done): void {
  const schema = program
    .command('schema')
    .description('print the GraphQL schema in schema definition language (SDL)')
    .action(() => done(printGraphSchema(terminal)))
  schema
    .command('config')
    .description('print the JSON Schema of the configuration file, for editors')
    .option(...ADAPTER)
    .action(async ({ adapter = [] }: { readonly adapter?: readonly string[] }) =>
      done(await printConfigurationSchema(adapter, terminal)),
    )
}

function addSimulate(program: Command, terminal: Terminal, done: Done): void {
  program
    .command('simulate')
    .description('run only the simulators, to develop dashboards or adapters, and print a configuration for them')
    .option('--host <address>', 'the address to listen on', '127.0.0.1')
    .option(
      '--first-port <number>',
      'the port of the first simulator; the others use the next ports; 0 for any free ports',
      readFirstPort(simulators.length),
      4101,
    )
    .option(...ADAPTER)
    .option(
      '--only <vendor...>',
      `the vendors to simulate: ${vendorsOf(simulators).join(', ')}, and those of --adapter (default: those of --adapter, otherwise ${vendorsOf(demoSimulators).join(', ')})`,
    )
    .option('--history <calls>', 'number of past calls at the start', readCount, 2000)
    .option('--customers <number>', 'number of customers', readPositive, 40)
    .option('--calls-per-second <rate>', 'new calls per second', readRate, 1)
    .option('--seed <number>', 'seed of the random data', readCount, 1)
    .option('--latency-ms <milliseconds>', 'delay of every response', readMilliseconds, 0)
    .option('--error-rate <share>', 'share of requests, from 0 to 1, that are answered with HTTP 503', readShare, 0)
    .option('--hang-rate <share>', 'share of requests, from 0 to 1, that are never answered', readShare, 0)
    .option('--set <vendor.option=value...>', 'options of the simulators, as listed below')
    .addHelpText('after', () => `\nOptions for --set:\n${describeOptions(simulators)}`)
    .action(async (flags: SimulateFlags) => done(await simulate(flags, terminal)))
}

function addAudit(program: Command, terminal: Terminal, done: Done): void {
  program
    .command('audit')
    .description('work with the audit file of actions on switches (server.audit.file)')
    .command('verify')
    .argument('<file>', 'the audit file')
    .option('--hash <sha256>', 'the hash of a line that must be in the file, from the field audit.hash of the log')
    .description('check that no line of an audit file was changed, removed, added or moved')
    .action(async (file: string, flags: AuditFlags) => done(await verifyAuditFile(file, flags, terminal)))
}
