import { createPrivateKey, X509Certificate } from 'node:crypto'
import { z } from 'zod'

// The key `server.tls`: the certificate of the server, and the authorities of its clients.

const FROM_FILE = 'use ${file:PATH} for one in a file'

/** Whether a function accepts a text; what it throws may quote the text, which may be a secret. */
const isAccepted =
  (read: (text: string) => unknown) =>
  (text: string): boolean => {
    try {
      read(text)
      return true
    } catch {
      return false
    }
  }

const isCertificate = isAccepted((text) => new X509Certificate(text))
const isPrivateKey = isAccepted((text) => createPrivateKey(text))

const certificate = (description: string) =>
  z.string().refine(isCertificate, `must be a certificate in PEM format; ${FROM_FILE}`).meta({ description })

/** `server.tls`. */
export const tlsSettings = z
  .strictObject({
    cert: certificate('The certificate of the server in PEM format, followed by those between it and its authority.'),
    key: z
      .string()
      .refine(isPrivateKey, `must be a private key in PEM format, without a passphrase; ${FROM_FILE}`)
      .meta({ description: 'Its private key in PEM format.' }),
    clientCa: certificate(
      'The authorities, in PEM format, whose client certificates are accepted; auth.certificates names the clients.',
    ).optional(),
  })
  .superRefine(({ cert, key }, context) => {
    if (!isCertificate(cert) || !isPrivateKey(key)) return
    if (!new X509Certificate(cert).checkPrivateKey(createPrivateKey(key)))
      context.addIssue({ code: 'custom', path: ['key'], message: 'is not the private key of the certificate in cert' })
  })
  .meta({ description: 'Serves HTTPS instead of HTTP.' })
