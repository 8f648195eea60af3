import { Counter, Histogram, type Registry } from 'prom-client'

// Counters and histograms whose events are added up here, and told to prom-client when somebody reads them: it finds a
// counter by a text that is made of its labels, and a bucket by a text that is made of its bound, for every event.

type LabelValue = string | number
/** A value for each label, in the order of their names. */
export type LabelValues<Names extends readonly string[]> = { readonly [At in keyof Names]: LabelValue }

interface Described<Names extends readonly string[]> {
  readonly name: string
  readonly help: string
  readonly labelNames: Names
}

/** What is added up for each combination of labels. */
class Tallies<Tally> {
  readonly #root = new Branch<Tally>()

  constructor(
    private readonly names: readonly string[],
    private readonly make: () => Tally,
  ) {}

  of(values: readonly LabelValue[]): Tally {
    let branch = this.#root
    for (const value of values) branch = branch.at(value)
    return (branch.tally ??= this.make())
  }

  *[Symbol.iterator](): Generator<{ readonly labels: Readonly<Record<string, LabelValue>>; readonly tally: Tally }> {
    for (const { values, tally } of this.#root.leaves())
      yield { labels: Object.fromEntries(this.names.map((name, at) => [name, values[at] ?? ''])), tally }
  }
}

class Branch<Tally> {
  tally: Tally | null = null
  readonly #branches = new Map<LabelValue, Branch<Tally>>()

  at(value: LabelValue): Branch<Tally> {
    let branch = this.#branches.get(value)
    if (branch === undefined) this.#branches.set(value, (branch = new Branch()))
    return branch
  }

  *leaves(
    values: readonly LabelValue[] = [],
  ): Generator<{ readonly values: readonly LabelValue[]; readonly tally: Tally }> {
    if (this.tally !== null) yield { values, tally: this.tally }
    for (const [value, branch] of this.#branches) yield* branch.leaves([...values, value])
  }
}

/** Counts what happens. */
export class TalliedCounter<const Names extends readonly string[]> {
  readonly #tallies: Tallies<{ sum: number }>

  constructor(registry: Registry, { name, help, labelNames }: Described<Names>) {
    const tallies = new Tallies(labelNames, () => ({ sum: 0 }))
    this.#tallies = tallies
    new Counter({
      name,
      help,
      labelNames,
      registers: [registry],
      collect() {
        for (const { labels, tally } of tallies) {
          this.inc(labels, tally.sum)
          tally.sum = 0
        }
      },
    })
  }

  add(values: LabelValues<Names>, amount = 1): void {
    this.#tallies.of(values).sum += amount
  }
}

interface Observed {
  /** How many were within each bound, and above the one before; the last is of those above all. */
  readonly counts: number[]
  sum: number
}

/** Tells how long things take, in buckets. */
export class TalliedHistogram<const Names extends readonly string[]> {
  readonly #tallies: Tallies<Observed>

  constructor(
    registry: Registry,
    private readonly described: Described<Names>,
    private readonly bounds: readonly number[],
  ) {
    this.#tallies = new Tallies(described.labelNames, () => ({
      counts: Array.from({ length: bounds.length + 1 }, () => 0),
      sum: 0,
    }))
    const histogram = new Histogram({ ...described, buckets: [...bounds], registers: [registry] })
    // What prom-client itself reads a histogram by, in its `get` as well; its types do not tell of it.
    Object.assign(histogram, { getForPromString: async () => this.#told() })
  }

  add(values: LabelValues<Names>, value: number): void {
    const observed = this.#tallies.of(values)
    let at = 0
    while (value > (this.bounds[at] ?? Infinity)) at++
    observed.counts[at] = (observed.counts[at] ?? 0) + 1
    observed.sum += value
  }

  #told() {
    const { name, help } = this.described
    const values = [...this.#tallies].flatMap(({ labels: sharedLabels, tally: { counts, sum } }) => {
      let count = 0
      const buckets = counts.map((more, at) => {
        count += more
        return { metricName: `${name}_bucket`, labels: { le: this.bounds[at] ?? '+Inf' }, sharedLabels, value: count }
      })
      const ofAll = { labels: {}, sharedLabels }
      return [
        ...buckets,
        { ...ofAll, metricName: `${name}_sum`, value: sum },
        { ...ofAll, metricName: `${name}_count`, value: count },
      ]
    })
    return { name, help, type: 'histogram', aggregator: 'sum', values }
  }
}
