import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Prompts } from './prompts.js'

/** SIGINT comes from a person at the keyboard; the others come from the service manager. */
export type StopSignal = 'SIGHUP' | 'SIGINT' | 'SIGTERM'

/** The parts of the process that a command needs. */
export interface Terminal {
  readonly environment: Readonly<Record<string, string | undefined>>
  /** The working directory. */
  readonly directory: string
  /** Milliseconds since 1970. */
  readonly now: () => number
  /** The memory that the process may use, in bytes; default unlimited. */
  readonly memoryBytes?: number
  /** Asks somebody; undefined when nobody is at a terminal. */
  readonly prompts?: Prompts | undefined
  /** Whether somebody reads what is written to standard output (1) or standard error (2); default nobody. */
  readonly isTerminal?: (fd: 1 | 2) => boolean
  readonly print: (text: string) => void
  readonly printError: (text: string) => void
  /** Calls `stop` once, when the user or the system stops the process. A second signal ends the process at once. */
  readonly untilStopped: (stop: (signal: StopSignal) => void) => void
  /** Calls `reload` for each SIGHUP, which then does not stop the process. */
  readonly onHangUp: (reload: () => void) => void
  /** Calls `report` for each unhandled promise rejection, which would otherwise end the process. */
  readonly onUnhandledRejection: (report: (reason: unknown) => void) => void
}

/** Exit statuses: 1 when the command failed, 2 when the command line or the configuration is not valid. */
export const FELL_SHORT = 1
export const WRONG_USE = 2

/** The command line is not valid; the message says what is expected. */
export class WrongUse extends Error {
  override readonly name = 'WrongUse'
}

/** The configuration that is used when none is named, where the working directory has it. */
export const USUAL_FILE = 'trunkline.yaml'

/**
 * The configuration file: what `--config` names, otherwise `TRUNKLINE_CONFIG`, otherwise `trunkline.yaml` in the working
 * directory.
 * @returns undefined when nothing is named and there is no such file.
 * @throws WrongUse when the name is empty: the operator meant some file, and must not get another one or the demo.
 */
export function configurationFile(
  flags: { readonly config?: string },
  { environment, directory }: Terminal,
): string | undefined {
  const { TRUNKLINE_CONFIG: variable } = environment
  if (flags.config === '') throw new WrongUse('--config is empty; it must name a file')
  if (flags.config !== undefined) return flags.config
  if (variable === '') throw new WrongUse('TRUNKLINE_CONFIG is set but empty; it must name a file, or not be set')
  if (variable !== undefined) return variable
  const usual = join(directory, USUAL_FILE)
  return existsSync(usual) ? usual : undefined
}
