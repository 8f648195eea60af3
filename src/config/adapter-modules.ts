import { dirname } from 'node:path'
import { adaptersSettings } from './adapters-settings.js'
import { parseFile } from './load.js'
import { type ReadText, readText } from './read-text.js'
import { type Environment, fillReferences } from './references.js'

/**
 * The modules that a configuration names; none where the key is not valid, which the check of the whole file reports.
 * @throws ConfigurationError when the file cannot be read, or is neither YAML nor JSON.
 */
export function adapterModules(
  path: string,
  environment: Environment,
  read: (path: string) => ReadText = readText,
): readonly string[] {
  const content = parseFile(path, read)
  const given = typeof content === 'object' && content !== null && 'adapters' in content ? content.adapters : []
  const parsed = adaptersSettings.safeParse(
    fillReferences(given, { environment, directory: dirname(path), read }).value,
  )
  return parsed.success ? parsed.data : []
}
