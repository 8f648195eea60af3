import type { Source as SourceNode } from '../../../schema/source.js'
import type { Outcome } from './call-outcome.js'
import { DecimalSum } from './decimal-sum.js'

/** What is counted of one call. */
export interface CountedCall {
  readonly outcome: Outcome
  /** Null if it is not known. */
  readonly talkSeconds: number | null
  readonly billedSeconds: number | null
  /** Null where there is none, or it is not wanted. */
  readonly price: Amount | null
  readonly cost: Amount | null
  /** Where it was recorded. */
  readonly source: SourceNode
}

export interface Amount {
  readonly amount: string
  readonly currency: string | null
}

/** A sum in one currency, as the graph shows it. */
export interface AmountSum {
  readonly amount: string
  readonly currency: string | null
  readonly source: SourceNode | null
  readonly calls: number
}

/** The measures of a tally, as the graph shows them. */
export interface Measures {
  readonly attempts: number
  readonly answered: number
  readonly asr: number | null
  readonly ner: number | null
  readonly acdSeconds: number | null
  readonly minutes: number | null
  readonly billedMinutes: number | null
  readonly price: readonly AmountSum[]
  readonly cost: readonly AmountSum[]
  readonly margin: readonly AmountSum[]
}

/** What is known about the calls of a tally as a whole. */
export interface Knowledge {
  /** Whether all calls of the window were read. */
  readonly isWhole: boolean
  /** Whether every attempt to call is among them. */
  readonly hasEveryAttempt: boolean
}

const MS_PER_MINUTE = 60_000

/** Counts and sums over calls. The order in which calls are added does not matter: all sums are exact. */
export class CallTally {
  #attempts = 0
  #answered = 0
  /** Answered calls, and those that have reached the called party. */
  #effective = 0
  #unknown = 0
  /** Whole milliseconds: sums of fractions would depend on their order. */
  #talkMs = 0
  #billedMs = 0
  /** Answered calls without the time. */
  #withoutTalk = 0
  #withoutBilled = 0
  readonly #price = new AmountSums()
  readonly #cost = new AmountSums()
  readonly #margin = new AmountSums()

  get attempts(): number {
    return this.#attempts
  }

  add(call: CountedCall): void {
    const { outcome, talkSeconds, billedSeconds, price, cost, source } = call
    this.#attempts++
    if (outcome === 'unknown') this.#unknown++
    else if (outcome !== 'not-reached') this.#effective++
    if (outcome === 'answered') {
      this.#answered++
      if (talkSeconds === null) this.#withoutTalk++
      if (billedSeconds === null) this.#withoutBilled++
    }
    if (talkSeconds !== null) this.#talkMs += Math.round(talkSeconds * 1000)
    if (billedSeconds !== null) this.#billedMs += Math.round(billedSeconds * 1000)
    if (price !== null) this.#price.of(price.currency, source).add(price.amount)
    if (cost === null) return
    this.#cost.of(cost.currency, source).add(cost.amount)
    // Two amounts without a currency may be in different ones.
    if (price !== null && price.currency !== null && price.currency === cost.currency)
      this.#margin.of(price.currency, source).addDifference(price.amount, cost.amount)
  }

  addTally(other: CallTally): void {
    this.#attempts += other.#attempts
    this.#answered += other.#answered
    this.#effective += other.#effective
    this.#unknown += other.#unknown
    this.#talkMs += other.#talkMs
    this.#billedMs += other.#billedMs
    this.#withoutTalk += other.#withoutTalk
    this.#withoutBilled += other.#withoutBilled
    this.#price.addAll(other.#price)
    this.#cost.addAll(other.#cost)
    this.#margin.addAll(other.#margin)
  }

  measures({ isWhole, hasEveryAttempt }: Knowledge): Measures {
    const [attempts, answered] = [this.#attempts, this.#answered]
    const hasRatios = isWhole && hasEveryAttempt && attempts > 0
    const hasTalk = this.#withoutTalk === 0
    return {
      attempts,
      answered,
      asr: hasRatios ? answered / attempts : null,
      ner: hasRatios && this.#unknown === 0 ? this.#effective / attempts : null,
      acdSeconds: isWhole && hasTalk && answered > 0 ? this.#talkMs / 1000 / answered : null,
      minutes: hasTalk ? this.#talkMs / MS_PER_MINUTE : null,
      billedMinutes: this.#withoutBilled === 0 ? this.#billedMs / MS_PER_MINUTE : null,
      price: this.#price.list(),
      cost: this.#cost.list(),
      margin: this.#margin.list(),
    }
  }
}

/** A sum in one currency. */
class CurrencySum {
  readonly sum = new DecimalSum()
  calls = 0

  constructor(
    readonly currency: string | null,
    readonly source: SourceNode | null,
  ) {}

  add(amount: string): void {
    this.sum.add(amount)
    this.calls++
  }

  addDifference(amount: string, less: string): void {
    this.sum.add(amount)
    this.sum.subtract(less)
    this.calls++
  }
}

/** Sums by currency. Amounts without a currency are summed for each source by itself. */
class AmountSums {
  /** By currency, or by the source of amounts without one. */
  #sums: Map<string | SourceNode, CurrencySum> | null = null

  of(currency: string | null, source: SourceNode): CurrencySum {
    this.#sums ??= new Map()
    const known = this.#sums.get(currency ?? source)
    if (known !== undefined) return known
    const created = new CurrencySum(currency, currency === null ? source : null)
    this.#sums.set(currency ?? source, created)
    return created
  }

  addAll(other: AmountSums): void {
    for (const [key, { currency, source, sum, calls }] of other.#sums ?? []) {
      this.#sums ??= new Map()
      const own = this.#sums.get(key) ?? new CurrencySum(currency, source)
      this.#sums.set(key, own)
      own.sum.addSum(sum)
      own.calls += calls
    }
  }

  /** By currency, those without one last. */
  list(): readonly AmountSum[] {
    const sums = [...(this.#sums?.values() ?? [])].map(({ sum, currency, source, calls }) => ({
      amount: sum.toString(),
      currency,
      source,
      calls,
    }))
    return sums.sort((a, b) => compare(nameOf(a), nameOf(b)))
  }
}

/** A letter beyond those of currencies. */
const nameOf = ({ currency, source }: AmountSum): string => currency ?? `~${source?.name ?? ''}`
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
