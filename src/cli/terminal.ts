/** What a command needs of the process it runs in. */
export interface Terminal {
  readonly environment: Readonly<Record<string, string | undefined>>
  /** Milliseconds since 1970. */
  readonly now: () => number
  readonly print: (text: string) => void
  readonly printError: (text: string) => void
  /** Calls back, once, when the user or the system asks the process to stop. */
  readonly untilStopped: (stop: () => void) => void
}

/** Exit statuses: 1 when something fell short, 2 when the command or the configuration is wrong. */
export const FELL_SHORT = 1
export const WRONG_USE = 2
