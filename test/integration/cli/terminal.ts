// The command line inside the test's own process, with a terminal that keeps what is printed.

import { onTestFinished } from 'vitest'
import { runCli } from '../../../src/cli/cli.js'
import type { Prompts } from '../../../src/cli/prompts.js'

export interface Ran {
  readonly status: number
  readonly printed: string
  readonly errors: string
}

export interface RunOptions {
  readonly environment?: Readonly<Record<string, string | undefined>>
  /** The working directory; one that has no configuration unless given. */
  readonly directory?: string
  readonly now?: () => number
  /** Who answers questions; nobody unless given. */
  readonly prompts?: Prompts
}

export interface Running {
  /** The first text that was printed; on standard output by default. */
  readonly greeting: Promise<string>
  /** Its end, if it ends by itself. */
  readonly ended: Promise<Ran>
  /** Stops the command, and waits for its end. */
  stop(): Promise<Ran>
}

/** Starts a command that runs until it is stopped: at the latest when the test ends. */
export function start(args: readonly string[], options: RunOptions = {}): Running {
  const printed: string[] = []
  const errors: string[] = []
  const first = Promise.withResolvers<string>()
  const stopped = Promise.withResolvers<void>()
  const print = (to: string[]) => (text: string) => {
    to.push(text)
    first.resolve(text)
  }
  const ended = runCli(['node', 'trunkline', ...args], {
    environment: options.environment ?? {},
    directory: options.directory ?? import.meta.dirname,
    now: options.now ?? Date.now,
    prompts: options.prompts,
    print: print(printed),
    printError: print(errors),
    untilStopped: (stop) => void stopped.promise.then(() => stop('SIGINT')),
    onHangUp: () => undefined,
    onUnhandledRejection: () => undefined,
  }).then((status): Ran => ({ status, printed: printed.join('\n'), errors: errors.join('\n') }))
  ended.then(() => first.reject(new Error('nothing was printed')), first.reject)
  const stop = () => {
    stopped.resolve()
    return ended
  }
  first.promise.catch(() => {})
  onTestFinished(async () => void (await stop()))
  return { greeting: first.promise, ended, stop }
}

/** Runs a command that ends by itself, or that is stopped at once. */
export const run = (args: readonly string[], options?: RunOptions): Promise<Ran> => start(args, options).stop()

/** The address in a text for people. */
export function urlIn(text: string): string {
  const [url] = /http:\/\/[\w.:[\]]+/.exec(text) ?? []
  if (url === undefined) throw new Error(`there is no address in: ${text}`)
  return url
}
