// Statistics of call records, without GraphQL: one loop that adds up what W9 selects, with exact sums of money.

import type { Row } from './vendors.ts'

const HOUR_MS = 3_600_000
/** The largest number of decimal places in the vendor's amounts. */
const SCALE = 20

/** Digits with a point, as a number of the smallest decimal place. */
function unitsOf(decimal: string): bigint {
  const point = decimal.indexOf('.')
  const [whole, fraction] = point < 0 ? [decimal, ''] : [decimal.slice(0, point), decimal.slice(point + 1)]
  return BigInt(whole + fraction.padEnd(SCALE, '0'))
}

class Sums {
  attempts = 0
  answered = 0
  talkMs = 0
  billedSeconds = 0
  units = 0n
  priced = 0

  price() {
    const digits = String(this.units).padStart(SCALE + 1, '0')
    const amount = `${digits.slice(0, -SCALE)}.${digits.slice(-SCALE)}`
    return this.priced === 0 ? [] : [{ amount, currency: null, calls: this.priced }]
  }

  shown() {
    const { attempts, answered, talkMs } = this
    return {
      attempts,
      answered,
      asr: attempts === 0 ? null : answered / attempts,
      acdSeconds: answered === 0 ? null : talkMs / 1000 / answered,
      minutes: talkMs / 60_000,
      price: this.price(),
    }
  }
}

export class Statistics {
  readonly #total = new Sums()
  readonly #hours = new Map<number, Sums>()

  add({ duration, billed_duration: billed, cost }: Row, setUpMs: number): void {
    const hourMs = Math.floor(setUpMs / HOUR_MS) * HOUR_MS
    const hour = this.#hours.get(hourMs) ?? new Sums()
    this.#hours.set(hourMs, hour)
    const units = cost === '' ? null : unitsOf(String(cost))
    for (const sums of [this.#total, hour]) {
      sums.attempts++
      if (Number(duration) > 0) sums.answered++
      sums.talkMs += Math.round(Number(duration) * 1000)
      sums.billedSeconds += Number(billed)
      if (units === null) continue
      sums.units += units
      sums.priced++
    }
  }

  result() {
    const { asr, ...others } = this.#total.shown()
    const groups = [...this.#hours].sort(([a], [b]) => a - b)
    return {
      ...others,
      asr,
      // All of them were answered.
      ner: asr,
      billedMinutes: this.#total.billedSeconds / 60,
      groups: groups.map(([hourMs, sums]) => ({ hour: new Date(hourMs).toISOString(), ...sums.shown() })),
    }
  }
}
