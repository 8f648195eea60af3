// Configuration files for one test, and what loading them gives.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { adapters } from '../../adapters/index.js'
import { ConfigurationError, loadConfiguration } from '../../src/config/load.js'
import type { Configuration } from '../../src/config/schema.js'

/** A directory with these files, removed when the test ends. */
export function makeDirectory(files: Readonly<Record<string, string>>): string {
  const directory = mkdtempSync(join(tmpdir(), 'trunkline-'))
  onTestFinished(() => rmSync(directory, { recursive: true }))
  for (const [name, text] of Object.entries(files)) writeFileSync(join(directory, name), text)
  return directory
}

export type Environment = Readonly<Record<string, string | undefined>>

/** Loads a configuration that stands in a file, beside other files. */
export function load(
  text: string,
  environment: Environment = {},
  others: Readonly<Record<string, string>> = {},
): Configuration {
  const directory = makeDirectory({ 'trunkline.yaml': text, ...others })
  return loadConfiguration(join(directory, 'trunkline.yaml'), environment, adapters)
}

/** The faults of a configuration; none when it has none. */
export function faultsOf(
  text: string,
  environment: Environment = {},
  others: Readonly<Record<string, string>> = {},
): readonly string[] {
  try {
    load(text, environment, others)
    return []
  } catch (error) {
    if (error instanceof ConfigurationError) return error.faults
    throw error
  }
}

/** A file with one source that is right, but for what is added to it. */
export const source = (more: string) =>
  `sources:\n  a: { vendor: mor, url: "https://mor.example.net", auth: { username: u, secretKey: s }${more} }`
