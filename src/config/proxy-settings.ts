import { X509Certificate } from 'node:crypto'
import { z } from 'zod'
import { secretSetting } from '../../adapters/values/secret.js'
import { type HttpProxy, parseProxyUrl } from '../outbound/proxy.js'

// The key `proxy` of a source.

/** Credentials in it would be shown wherever the URL is; they have keys of their own. */
const url = z
  .string()
  .superRefine((given, context) => {
    try {
      if (parseProxyUrl(given).credentials !== undefined)
        context.addIssue('must not hold a user name or password: proxy.username and proxy.password are for these')
    } catch (error) {
      context.addIssue(error instanceof Error ? error.message : 'must be an http or https URL')
    }
  })
  .meta({ description: 'The proxy, such as http://proxy.example.net:3128; http or https, without a path.' })

const isCertificate = (text: string): boolean => {
  try {
    return new X509Certificate(text).subject !== undefined
  } catch {
    return false
  }
}

const detailed = z
  .strictObject({
    url,
    username: z
      .string()
      .min(1)
      .refine((given) => !given.includes(':'), 'must not contain ":", which ends the user name')
      .optional()
      .meta({ description: 'The user name that the proxy requires (Basic).' }),
    password: secretSetting('Its password.').optional(),
    ca: z
      .string()
      .refine(isCertificate, 'must be a certificate in PEM format; use ${file:PATH} for one in a file')
      .optional()
      .meta({ description: 'CA certificates to trust for an https proxy instead of the default ones, in PEM format.' }),
  })
  .refine(
    (given) => (given.username === undefined) === (given.password === undefined),
    'give username and password together, or neither of them',
  )
  .transform(
    ({ url: given, username, password, ca }): HttpProxy => ({
      ...parseProxyUrl(given),
      ...(username === undefined || password === undefined ? {} : { credentials: { username, password } }),
      ...(ca === undefined ? {} : { ca }),
    }),
  )

const WANTED =
  'must be none, a URL such as http://proxy.example.net:3128, or a mapping with url, username, password and ca'

/** `proxy`: `none`, or a proxy. */
export const proxySettings = z
  .union([z.literal('none'), url.transform((given): HttpProxy => parseProxyUrl(given)), detailed], {
    error: ({ input }) =>
      typeof input === 'string' || (typeof input === 'object' && input !== null) ? undefined : WANTED,
  })
  .meta({
    description:
      'The HTTP proxy that the source is reached through: its URL, or a mapping with url, username, password and ca. ' +
      'none: no proxy, whatever HTTP_PROXY and HTTPS_PROXY say, which apply otherwise, but for hosts in NO_PROXY.',
  })
