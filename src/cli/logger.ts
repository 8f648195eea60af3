import { type Logger, pino } from 'pino'
import type { Terminal } from './terminal.js'

export interface LogOptions {
  /** The minimum level of lines. */
  readonly level: string
  /** The file descriptor to write to: standard output or standard error. */
  readonly fd: 1 | 2
}

/**
 * Creates the log of a command: on a terminal one readable line for each event, otherwise JSON.
 * Writes are synchronous because an audit line must be written before its action is sent.
 */
export async function createLogger({ level, fd }: LogOptions, terminal: Terminal): Promise<Logger> {
  const destination = pino.destination({ fd, sync: true })
  if (terminal.isTerminal?.(fd) !== true) return pino({ level }, destination)
  const format = await readableLines(terminal.environment)
  return pino({ level }, { write: (line) => void destination.write(format(line)) })
}

/**
 * Returns the formatter of log lines for people; it turns a line of JSON into text. It is loaded only where it is used.
 * Values, apart from the stack of a bug, stay JSON: what clients and vendors send must not control the terminal.
 */
export async function readableLines({
  NO_COLOR: noColor = '',
}: Terminal['environment']): Promise<(line: string) => string> {
  const { prettyFactory } = await import('pino-pretty')
  return prettyFactory({
    colorize: noColor === '',
    translateTime: 'SYS:HH:MM:ss.l',
    ignore: 'pid,hostname,type',
    singleLine: true,
  })
}
