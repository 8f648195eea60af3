// The memory of a gateway over time: what is resident, and what of its heap is left by a full collection.

import type { ChildProcess } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { residentBytes } from '../process-cost.ts'

/** The arguments of Node with which a program can be watched. */
export const WATCHED: readonly string[] = [
  ...['--expose-gc', '--import', fileURLToPath(new URL('watch-loop.mjs', import.meta.url))],
]

interface Sample {
  readonly residentMb: number
  readonly heapMb: number
  readonly externalMb: number
}

const EVERY_MS = 60_000
/** Caches fill in the first third of the time; what the last third has more than the second one grows. */
const MOST_GROWTH = 1.1
/** Less is noise: what is being read at the moment of a sample. */
const LEAST_GROWTH_MB = 8
const LEAST_SAMPLES = 6

const mb = (bytes: number): number => bytes / 1e6

/** Writes a line each minute, until it is stopped. */
export class MemoryWatch {
  readonly #samples: Sample[] = []
  readonly #timer: NodeJS.Timeout
  readonly #program: ChildProcess
  #residentMb = Number.NaN

  constructor(program: ChildProcess) {
    this.#program = program
    const { stderr } = program
    if (stderr === null) throw new Error('the program has no output')
    createInterface({ input: stderr }).on('line', (line) => {
      if (line.startsWith('@live ')) this.#take(JSON.parse(line.slice('@live '.length)))
    })
    this.#timer = setInterval(() => this.#ask(), EVERY_MS)
  }

  stop(): void {
    clearInterval(this.#timer)
  }

  /** Why its memory grows; null: it does not, or that is not known after so short a time. */
  get fault(): string | null {
    const third = Math.floor(this.#samples.length / 3)
    if (this.#samples.length < LEAST_SAMPLES) return null
    const heapOf = (samples: readonly Sample[]): number =>
      samples.map(({ heapMb }) => heapMb).toSorted((a, b) => a - b)[Math.floor(samples.length / 2)] ?? Number.NaN
    const before = heapOf(this.#samples.slice(third, 2 * third))
    const after = heapOf(this.#samples.slice(-third))
    if (after < before * MOST_GROWTH || after - before < LEAST_GROWTH_MB) return null
    return `the heap that is in use has grown from ${before.toFixed(0)} to ${after.toFixed(0)} MB`
  }

  get summary(): string {
    const [first, last] = [this.#samples[0], this.#samples.at(-1)]
    if (first === undefined || last === undefined) return 'memory: no sample within this time'
    const isKnown = this.#samples.length >= LEAST_SAMPLES ? '' : ' (too short to say whether it grows)'
    return `memory: resident ${first.residentMb.toFixed(0)} MB, at the end ${last.residentMb.toFixed(0)} MB; heap in use ${first.heapMb.toFixed(0)} MB, at the end ${last.heapMb.toFixed(0)} MB${isKnown}`
  }

  /** What is resident is looked at before the collection that the program makes when it is asked. */
  #ask(): void {
    this.#residentMb = mb(residentBytes(this.#program.pid ?? 0) ?? Number.NaN)
    this.#program.kill('SIGUSR2')
  }

  #take({ heapUsed, external }: { readonly heapUsed: number; readonly external: number }): void {
    const sample = { residentMb: this.#residentMb, heapMb: mb(heapUsed), externalMb: mb(external) }
    this.#samples.push(sample)
    console.log(
      `minute ${this.#samples.length}: resident ${sample.residentMb.toFixed(0)} MB, heap in use ${sample.heapMb.toFixed(1)} MB, outside of it ${sample.externalMb.toFixed(1)} MB`,
    )
  }
}
