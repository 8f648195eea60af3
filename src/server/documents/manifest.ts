import { isRecord } from '../http/is-record.js'

// Manifests of trusted documents, in the forms that the tools of clients write.

/** One document of a manifest. */
export interface ManifestEntry {
  readonly id: string
  /** The text of the document. */
  readonly text: string
}

/** A manifest cannot be used. The message names the file, and the entry where there is one. */
export class ManifestError extends Error {
  override readonly name = 'ManifestError'
}

const FORMS =
  'must be an Apollo persisted query manifest ({"format": "apollo-persisted-query-manifest", "version": 1, "operations": [...]}) ' +
  'or a JSON object of texts by id (Relay, GraphQL Code Generator)'

/**
 * Reads a manifest: that of Apollo, version 1, or an object of texts by id, as Relay and GraphQL Code Generator write it.
 * @param file its name, for messages.
 * @throws ManifestError
 */
export function readManifest(file: string, text: string): readonly ManifestEntry[] {
  const manifest = parseJson(file, text)
  if (!isRecord(manifest)) throw new ManifestError(`${file}: ${FORMS}`)
  return 'format' in manifest && 'operations' in manifest ? readApollo(file, manifest) : readFlat(file, manifest)
}

function parseJson(file: string, text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new ManifestError(`${file}: is not JSON; it ${FORMS}`)
  }
}

function readApollo(file: string, { format, version, operations }: Record<string, unknown>): readonly ManifestEntry[] {
  if (format !== 'apollo-persisted-query-manifest')
    throw new ManifestError(`${file}: format: must be apollo-persisted-query-manifest`)
  if (version !== 1) throw new ManifestError(`${file}: version: must be 1`)
  if (!Array.isArray(operations)) throw new ManifestError(`${file}: operations: must be a list`)
  return operations.map((operation: unknown, at) => {
    const { id, body } = isRecord(operation) ? operation : {}
    if (typeof id !== 'string' || id === '')
      throw new ManifestError(`${file}: operations[${at}].id: must be a text that is not empty`)
    if (typeof body !== 'string')
      throw new ManifestError(`${file}: operations[${at}].body: must be the text of the document`)
    return { id, text: body }
  })
}

const readFlat = (file: string, manifest: Record<string, unknown>): readonly ManifestEntry[] =>
  Object.entries(manifest).map(([id, text]) => {
    if (id === '') throw new ManifestError(`${file}: an id must not be empty`)
    if (typeof text !== 'string') throw new ManifestError(`${file}: ${id}: must be the text of the document`)
    return { id, text }
  })
