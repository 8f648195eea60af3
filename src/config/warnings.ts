import { accessWarnings } from './access-settings.js'
import { exposureWarnings } from './exposure.js'
import type { Configuration } from './schema.js'

/** Every warning about a configuration. Lines for people, without values. */
export const warningsOf = (configuration: Configuration, nowMs: number): readonly string[] => [
  ...configuration.warnings,
  ...exposureWarnings(configuration),
  ...accessWarnings(configuration.access, nowMs),
]
