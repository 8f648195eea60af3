// Reads the metrics as Prometheus does.

export interface Sample {
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
  readonly value: number
}

export interface Scrape {
  readonly status: number
  readonly contentType: string
  readonly text: string
  readonly samples: readonly Sample[]
  /** The value of the sample with exactly these labels; undefined when there is none. */
  value(name: string, labels?: Readonly<Record<string, string>>): number | undefined
  /** Values by one label, of the samples that have the others. */
  by(label: string, name: string, labels?: Readonly<Record<string, string>>): Readonly<Record<string, number>>
}

const LINE = /^([a-z_:][\w:]*)(?:\{(.*)\})? (\S+)$/i
const LABEL = /(\w+)="((?:[^"\\]|\\.)*)"/g

const labelsIn = (text: string): Record<string, string> =>
  Object.fromEntries([...text.matchAll(LABEL)].map(([, name = '', value = '']) => [name, value]))

export async function scrape(url: string): Promise<Scrape> {
  const response = await fetch(`${url}/metrics`)
  const text = await response.text()
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'))
  const samples = response.ok ? lines.map(toSample) : []
  const fits = (sample: Sample, labels: Readonly<Record<string, string>>): boolean =>
    Object.entries(labels).every(([name, value]) => sample.labels[name] === value)
  return {
    status: response.status,
    contentType: response.headers.get('content-type') ?? '',
    text,
    samples,
    value: (name, labels = {}) =>
      samples.find(
        (sample) =>
          sample.name === name &&
          fits(sample, labels) &&
          Object.keys(sample.labels).length === Object.keys(labels).length,
      )?.value,
    by: (label, name, labels = {}) =>
      Object.fromEntries(
        samples
          .filter((sample) => sample.name === name && fits(sample, labels))
          .map((sample) => [sample.labels[label] ?? '', sample.value]),
      ),
  }
}

function toSample(line: string): Sample {
  const [, name, labels = '', value] = LINE.exec(line) ?? []
  if (name === undefined || value === undefined) throw new Error(`not a line that Prometheus reads: ${line}`)
  return { name, labels: labelsIn(labels), value: value === 'Nan' ? Number.NaN : Number(value) }
}
