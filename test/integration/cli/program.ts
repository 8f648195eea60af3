// The built program in a process of its own.

import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import type { Readable } from 'node:stream'
import { onTestFinished } from 'vitest'

const MAIN = 'dist/src/main.js'

export interface Ended {
  /** The exit status; null when a signal killed it. */
  readonly status: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
}

export class Program {
  #stdout = ''
  #stderr = ''
  readonly #child: ChildProcessByStdio<null, Readable, Readable>
  readonly #ended: Promise<Ended>

  constructor(args: readonly string[], environment: Readonly<Record<string, string>> = {}) {
    if (!existsSync(MAIN)) throw new Error(`${MAIN} is not there: run npm run build first`)
    const child = spawn(process.execPath, [MAIN, ...args], { stdio: ['ignore', 'pipe', 'pipe'], env: environment })
    child.stdout.setEncoding('utf8').on('data', (text: string) => (this.#stdout += text))
    child.stderr.setEncoding('utf8').on('data', (text: string) => (this.#stderr += text))
    this.#child = child
    this.#ended = once(child, 'close').then(([status, signal]) => ({
      status,
      signal,
      stdout: this.#stdout,
      stderr: this.#stderr,
    }))
    onTestFinished(() => void child.kill('SIGKILL'))
  }

  /** Waits until it has printed this; fails when it ends before. */
  async printed(pattern: RegExp): Promise<string> {
    const ended = this.#ended.then(({ stdout, stderr }) => {
      throw new Error(`it ended without printing ${String(pattern)}: ${stdout}${stderr}`)
    })
    ended.catch(() => {})
    for (;;) {
      const [found] = pattern.exec(this.#stdout) ?? pattern.exec(this.#stderr) ?? []
      if (found !== undefined) return found
      await Promise.race([once(this.#child.stdout, 'data'), once(this.#child.stderr, 'data'), ended])
    }
  }

  kill(signal: NodeJS.Signals): void {
    this.#child.kill(signal)
  }

  /** Waits for its end, with all that it has printed. */
  ended(): Promise<Ended> {
    return this.#ended
  }
}
