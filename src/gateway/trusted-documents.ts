import type { DocumentsSettings } from '../config/documents-settings.js'
import { ConfigurationError } from '../config/load.js'
import { readText } from '../config/read-text.js'
import { ManifestError } from '../server/documents/manifest.js'
import type { ServerDocuments } from '../server/server-options.js'

const WHERE = 'server.documents'

/**
 * Reads the manifests of trusted documents.
 * @param roles the names of all configured roles.
 * @throws ConfigurationError with every file that cannot be read, and every role that there is not.
 */
export function readTrustedDocuments(
  { manifests, require, rest, exempt }: DocumentsSettings,
  roles: readonly string[],
): ServerDocuments {
  const read = manifests.map((file) => ({ file, ...readText(file) }))
  const faults = [
    ...read.flatMap((one) => ('failure' in one ? [`${one.file}: ${one.failure}`] : [])),
    ...exempt.flatMap((role) => (roles.includes(role) ? [] : [`exempt: there is no role ${JSON.stringify(role)}`])),
  ]
  if (faults.length > 0) throw new ConfigurationError(WHERE, faults)
  const exempted = new Set(exempt)
  return {
    manifests: read.flatMap((one) => ('text' in one ? [{ file: one.file, text: one.text }] : [])),
    require,
    rest,
    isExempt: ({ principal }) => principal?.principal.roles.some((role) => exempted.has(role)) ?? false,
  }
}

/** An error of the start as people read it: a fault in a manifest is one of the configuration. */
export const toStartError = (error: unknown): unknown =>
  error instanceof ManifestError ? new ConfigurationError(WHERE, [error.message]) : error
