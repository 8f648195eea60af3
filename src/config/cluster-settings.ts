import { X509Certificate } from 'node:crypto'
import { z } from 'zod'
import { secretSetting } from '../../adapters/values/secret.js'
import { duration } from './duration.js'
import { size } from './size.js'

// The key `cluster`: the store that several instances of the gateway share.

const LEAST_KEY = 32
/** Longer, and each request would wait noticeably for a store that hangs. */
const LONGEST_COMMAND_MS = 2000

const isStoreUrl = (given: string): boolean => {
  const url = URL.parse(given)
  return url !== null && ['redis:', 'rediss:'].includes(url.protocol) && url.hostname !== '' && url.password === ''
}

function isCertificate(text: string): boolean {
  try {
    return new X509Certificate(text).subject !== ''
  } catch {
    return false
  }
}

export const clusterSettings = z
  .strictObject({
    url: z
      .string()
      .refine(
        isStoreUrl,
        'must be a URL such as rediss://user@valkey.internal:6380, or redis://… without TLS; the password goes into cluster.password',
      )
      .meta({
        description:
          'The store, Valkey or Redis: rediss://user@host:port with TLS, redis://… without; a path is the number of its database.',
      }),
    password: secretSetting('The password of the user in the URL, or of the store.').optional(),
    tls: z
      .strictObject({
        ca: z
          .string()
          .refine(isCertificate, 'must be a certificate in PEM format; use ${file:PATH} for one in a file')
          .optional()
          .meta({ description: 'CA certificates to trust instead of the default ones, in PEM format.' }),
        serverName: z.string().min(1).optional().meta({
          description: 'The name in the certificate of the store, where it differs from the host in the URL.',
        }),
      })
      .optional()
      .meta({ description: 'How the certificate of the store is checked, for rediss://.' }),
    commandTimeout: duration(
      'The time limit for one command, at most 2s. A store that is slower is passed by: each instance then works for itself.',
    )
      .refine(
        (milliseconds) => milliseconds >= 1 && milliseconds <= LONGEST_COMMAND_MS,
        `must be a duration from 1ms to ${LONGEST_COMMAND_MS / 1000}s`,
      )
      .default(100),
    maxValueBytes: size(
      1024,
      64 * 1024 ** 2,
      'The largest answer that is stored, compressed. Of larger ones only one at a time is requested.',
    ).default(4 * 1024 ** 2),
    shareLogins: z
      .boolean()
      .meta({
        description:
          'Whether instances share the token of one log-in to a source, which is stored encrypted: encryptionKey is required. ' +
          'Off unless given, as a vendor may bind tokens to the address that they were fetched from.',
      })
      .default(false),
    encryptionKey: secretSetting(
      'A secret of at least 32 characters that encrypts what is stored (AES-256-GCM); the same in all instances. Without ' +
        'it, anybody who can read the store can read the rows of vendors.',
    )
      .refine(
        (key) => key.reveal().length >= LEAST_KEY,
        `must have at least ${LEAST_KEY} characters, such as the output of: openssl rand -base64 32`,
      )
      .optional(),
  })
  .refine(({ shareLogins, encryptionKey }) => !shareLogins || encryptionKey !== undefined, {
    path: ['encryptionKey'],
    error:
      'required with shareLogins, the same in all instances: a secret such as the output of: openssl rand -base64 32',
  })
  .meta({
    description:
      'Several instances behind one address: what they share by way of a store. Needs server.cursorKeys. Left out, each ' +
      'instance works for itself.',
  })

export type ClusterSettings = z.output<typeof clusterSettings>
