/** SIGINT comes from a person at the keyboard; the others come from the service manager. */
export type StopSignal = 'SIGHUP' | 'SIGINT' | 'SIGTERM'

/** The parts of the process that a command needs. */
export interface Terminal {
  readonly environment: Readonly<Record<string, string | undefined>>
  /** Milliseconds since 1970. */
  readonly now: () => number
  /** The memory that the process may use, in bytes; default unlimited. */
  readonly memoryBytes?: number
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

/** The file given by `--config` or `TRUNKLINE_CONFIG`; undefined when neither is set. An empty variable counts as not set. */
export function configurationFile(flags: { readonly config?: string }, { environment }: Terminal): string | undefined {
  if (flags.config === '') throw new WrongUse('--config is empty; it must name a file')
  return flags.config ?? (environment['TRUNKLINE_CONFIG'] || undefined)
}
