/** SIGINT comes from a person at the keyboard; the others come from whatever runs the service. */
export type StopSignal = 'SIGHUP' | 'SIGINT' | 'SIGTERM'

/** What a command needs of the process it runs in. */
export interface Terminal {
  readonly environment: Readonly<Record<string, string | undefined>>
  /** Milliseconds since 1970. */
  readonly now: () => number
  /** The memory that the process may use, in bytes; as much as it wants unless given. */
  readonly memoryBytes?: number
  readonly print: (text: string) => void
  readonly printError: (text: string) => void
  /** Calls back, once, when the user or the system asks the process to stop. A second signal ends it at once. */
  readonly untilStopped: (stop: (signal: StopSignal) => void) => void
  /** Calls back whenever a promise is rejected and nobody hears of it, which would end the process otherwise. */
  readonly onUnhandledRejection: (tell: (reason: unknown) => void) => void
}

/** Exit statuses: 1 when something fell short, 2 when the command or the configuration is wrong. */
export const FELL_SHORT = 1
export const WRONG_USE = 2

/** The command line asks for something that there is not; the message says what would be right. */
export class WrongUse extends Error {
  override readonly name = 'WrongUse'
}

/** The file that `--config` or `TRUNKLINE_CONFIG` names; undefined when neither does. An empty variable is none. */
export function configurationFile(flags: { readonly config?: string }, { environment }: Terminal): string | undefined {
  if (flags.config === '') throw new WrongUse('--config is empty; it must name a file')
  return flags.config ?? (environment['TRUNKLINE_CONFIG'] || undefined)
}
