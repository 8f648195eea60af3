import { resolve } from 'node:path'
import { z } from 'zod'

/** `server.documents`: which documents can be requested by id, and whether others are executed. */
export const documentsSettings = z
  .strictObject({
    manifests: z
      .array(z.string().min(1))
      .min(1)
      .meta({
        description:
          'Files of documents by id: an Apollo persisted query manifest, or a JSON object as Relay and GraphQL Code ' +
          'Generator write it. Paths are relative to the configuration file.',
      }),
    require: z
      .boolean()
      .default(false)
      .meta({
        description:
          'Whether only documents of the manifests are executed. By default all are, and clients may register further ' +
          'documents by their SHA-256 (automatic persisted queries).',
      }),
    rest: z
      .boolean()
      .default(false)
      .meta({
        description:
          'Whether the documents of the manifests are served at /api/<name of the operation>, too, with a description ' +
          '(OpenAPI 3.1) at /api/openapi.json.',
      }),
    exempt: z.array(z.string().min(1)).default([]).meta({
      description: 'The roles that may execute any document although `require` is set.',
    }),
  })
  .meta({ description: 'Trusted documents: operations that clients request by id.' })

export type DocumentsSettings = z.output<typeof documentsSettings>

/** The same settings with the paths of the manifests as they are from anywhere. */
export const withManifestsFrom = <Settings extends { readonly documents?: DocumentsSettings | undefined }>(
  settings: Settings,
  directory: string,
): Settings =>
  settings.documents === undefined
    ? settings
    : {
        ...settings,
        documents: {
          ...settings.documents,
          manifests: settings.documents.manifests.map((path) => resolve(directory, path)),
        },
      }
