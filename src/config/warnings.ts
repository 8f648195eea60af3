import { accessWarnings } from './access-settings.js'
import { exposureWarnings } from './exposure.js'
import type { Configuration } from './schema.js'

/** Everything about a configuration that is no fault, and deserves a look. Lines for people, without values. */
export const warningsOf = (configuration: Configuration, nowMs: number): readonly string[] => [
  ...configuration.warnings,
  ...exposureWarnings(configuration),
  ...accessWarnings(configuration.access, nowMs),
]
