import { z } from 'zod'
import type { AnySimulatorKit } from '../../adapters/simulation/contract.js'
import { formatFault } from '../config/config-issues.js'
import { parsePart } from '../config/parse.js'
import { WrongUse } from './terminal.js'

// `--set vendor.option=value`: the options of the simulators, on the command line and in its help.

export type OptionsByVendor = Readonly<Record<string, Readonly<Record<string, unknown>>>>

/**
 * Reads the options of the simulators.
 * @throws WrongUse when the simulator or option does not exist, or the value is not valid.
 */
export function readOptions(given: readonly string[], kits: readonly AnySimulatorKit[]): OptionsByVendor {
  const texts: Record<string, Record<string, string>> = {}
  for (const setting of given) {
    const [, vendor, name, value] = /^([\w-]+)\.(\w+)=(.*)$/s.exec(setting) ?? []
    if (vendor === undefined || name === undefined || value === undefined)
      throw new WrongUse(`--set ${setting}: expected vendor.option=value; trunkline simulate --help lists the options`)
    texts[vendor] = { ...texts[vendor], [name]: value }
  }
  const entries = Object.entries(texts).map(([vendor, options]) => [vendor, optionsOf(vendor, options, kits)])
  return Object.fromEntries(entries)
}

function optionsOf(
  vendor: string,
  texts: Readonly<Record<string, string>>,
  kits: readonly AnySimulatorKit[],
): Readonly<Record<string, unknown>> {
  const kit = kits.find((candidate) => candidate.vendor === vendor)
  if (kit === undefined)
    throw new WrongUse(`--set ${vendor}: there is no such simulator; the simulators are ${vendorsOf(kits).join(', ')}`)
  const keysAt = () => Object.keys(propertiesOf(kit))
  const parsed = parsePart(kit.options, texts, { at: [vendor], keysAt, isReference: () => true })
  if (!parsed.ok) throw new WrongUse(parsed.faults.map((fault) => `--set ${formatFault(fault)}`).join('\n'))
  return toRecord(parsed.input)
}

/** The names of the vendors, in the order of the list. */
export const vendorsOf = (kits: readonly { readonly vendor: string }[]): readonly string[] =>
  kits.map(({ vendor }) => vendor)

const toRecord = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? { ...value } : {}

/** The options of a simulator by name, as JSON Schema. */
function propertiesOf(kit: AnySimulatorKit): Readonly<Record<string, unknown>> {
  return toRecord(z.toJSONSchema(kit.options, { io: 'input', unrepresentable: 'any' }).properties)
}

/** Every option with its meaning and its default, one per line. */
export function describeOptions(kits: readonly AnySimulatorKit[]): string {
  const rows = kits.flatMap((kit) =>
    Object.entries(propertiesOf(kit)).map(([name, property]) => {
      const { description = '', default: value, enum: values } = toRecord(property)
      const choices = Array.isArray(values) ? ` One of ${values.join(', ')}.` : ''
      const text = `${String(description)}${choices} (default: ${JSON.stringify(value)})`
      return { name: `${kit.vendor}.${name}`, text }
    }),
  )
  const width = Math.max(...rows.map(({ name }) => name.length))
  return rows.map(({ name, text }) => `  ${name.padEnd(width)}  ${text}`).join('\n')
}
