import { createPrivateKey, X509Certificate } from 'node:crypto'
import { isIP } from 'node:net'
import { z } from 'zod'
import type { ListName, RowOrder } from '../../adapters/contract.js'
import { parseBaseUrl } from '../net/base-url.js'
import { canonicalHost } from '../net/host-name.js'
import { control } from './control-settings.js'
import { duration } from './duration.js'
import { proxySettings } from './proxy-settings.js'

// The keys that every source may have, independent of its vendor.

const wholeNumber = (least: number, most: number, description: string) =>
  z.number().int().min(least).max(most).meta({ description })

/** Checked with the parser of the transport, so that a wrong URL is reported before any connection is opened. */
const url = z
  .string()
  .superRefine((given, context) => {
    try {
      parseBaseUrl(given)
    } catch (error) {
      context.addIssue(error instanceof Error ? error.message : 'must be an http or https URL')
    }
  })
  .meta({ description: "The URL of the vendor's API (http or https).", format: 'uri' })

const tls = z
  .strictObject({
    ca: z
      .string()
      .refine(isCertificate, 'must be a certificate in PEM format; use ${file:PATH} for one in a file')
      .optional()
      .meta({
        description:
          'CA certificates to trust instead of the default ones, in PEM format; ${file:PATH} reads them from a file.',
      }),
    serverName: z
      .string()
      .refine((given) => canonicalHost(given) === given && isIP(given) === 0, 'must be a host name in lower case')
      .optional()
      .meta({
        description:
          'The name that the certificate must be issued for, and that is sent to the source (SNI), where it differs from the ' +
          'host in the URL.',
      }),
    cert: z
      .string()
      .refine(isCertificate, 'must be a certificate in PEM format; use ${file:PATH} for one in a file')
      .optional()
      .meta({ description: 'The certificate that the gateway presents to the source, in PEM format.' }),
    key: z
      .string()
      .refine(
        isPrivateKey,
        'must be a private key in PEM format, without a passphrase; use ${file:PATH} for one in a file',
      )
      .optional()
      .meta({ description: 'Its private key in PEM format.' }),
    insecure: z
      .boolean()
      .optional()
      .meta({ description: 'Accept any certificate, without verification. For tests only.' }),
  })
  .refine((given) => given.ca === undefined || given.insecure !== true, 'give either ca or insecure, not both')
  .refine(
    (given) => (given.cert === undefined) === (given.key === undefined),
    'give cert and key together, or neither of them',
  )
  .meta({
    description:
      'How the TLS certificate of the source is verified, and the certificate that the gateway presents to it.',
  })

function isPrivateKey(text: string): boolean {
  try {
    return createPrivateKey(text).type === 'private'
  } catch {
    return false
  }
}

function isCertificate(text: string): boolean {
  try {
    return new X509Certificate(text).subject !== undefined
  } catch {
    return false
  }
}

const freshness = z
  .strictObject({
    calls: duration('Calls.').default(0),
    sessions: duration('Sessions.').default(0),
    sipAccounts: duration('SIP accounts.').default(0),
    activeCalls: duration('Calls in progress.').default(1000),
    customers: duration('Customers and their balances.').default(0),
  } satisfies Record<ListName, unknown>)
  .meta({ description: 'For how long a list is cached and shared between requests, by list; 0 for never.' })

/** The orders in which a list can be read: calls by time, accounts and customers by id. `none`: the whole list is read and sorted. */
const callOrder = z.enum(['newest-first', 'none']).optional()
const accountOrder = z.enum(['native-id', 'none']).optional()
type Orders = { readonly [Name in ListName]?: RowOrder | undefined }

const ordersOfEach = z.strictObject({
  calls: callOrder.meta({ description: 'Calls.' }),
  sessions: callOrder.meta({ description: 'Sessions.' }),
  sipAccounts: accountOrder.meta({ description: 'SIP accounts.' }),
  activeCalls: callOrder.meta({ description: 'Calls in progress.' }),
  customers: accountOrder.meta({ description: 'Customers.' }),
} satisfies Record<ListName, unknown>)

/** A single value for all lists applies to those that support it. */
const ORDERS_OF_ALL = {
  none: { calls: 'none', sessions: 'none', sipAccounts: 'none', activeCalls: 'none', customers: 'none' },
  'newest-first': { calls: 'newest-first', sessions: 'newest-first', activeCalls: 'newest-first' },
  'native-id': { sipAccounts: 'native-id', customers: 'native-id' },
} as const satisfies Record<RowOrder, Orders>

const order = z
  .union([z.enum(['newest-first', 'native-id', 'none']), ordersOfEach])
  .transform((given): Orders => (typeof given === 'string' ? ORDERS_OF_ALL[given] : given))
  .optional()
  .meta({
    description:
      'Overrides the order in which, according to the adapter, the vendor returns rows: one value for all lists, or one ' +
      'per list. none: the order is unknown, so the whole list is read and then sorted.',
  })

export const commonSettings = z.object({
  title: z.string().min(1).optional().meta({ description: "A display name; by default, the vendor's name." }),
  url,
  tls: tls.optional(),
  proxy: proxySettings.optional(),
  control: control.default(false),
  timeoutMs: wholeNumber(
    1,
    600_000,
    'The timeout for one attempt of a request to the source, in milliseconds.',
  ).default(5000),
  retries: wholeNumber(
    0,
    10,
    'The maximum number of retries of a failed request that is safe to repeat, after failures that may be temporary.',
  ).default(2),
  maxConcurrency: wholeNumber(1, 1000, 'The maximum number of concurrent requests to the source.').default(8),
  requestsPerSecond: z.number().positive().max(10_000).optional().meta({
    description: 'The maximum number of requests to the source per second; no limit by default.',
  }),
  probeEvery: duration(
    'How often the source is asked for its calls in progress (else for a row of another list) although no client asks, so ' +
      'that its health and the metrics are those of the present; at most 5m. 0: it is not.',
  )
    .refine((everyMs) => everyMs === 0 || (everyMs >= 1000 && everyMs <= 300_000), 'must be 0, or from 1s to 5m')
    .default(0),
  maxResponseBytes: wholeNumber(
    1024,
    1024 ** 3,
    'The maximum size of one response, in bytes. XML is parsed as it arrives; JSON is parsed at the end, in one step of ' +
      'about 8 ms per megabyte, during which no other request makes progress.',
  ).default(64 * 1024 ** 2),
  maxScanRows: wholeNumber(
    100,
    10_000_000,
    'The maximum number of rows that are read from the source for one page; in a list that is read in time slices, the ' +
      'maximum number of rows that are left out.',
  ).default(10_000),
  freshness: freshness.prefault({}),
  staleOnError: duration(
    'The maximum age of a cached list that is returned, marked as stale, when the source fails; 0 for never.',
  ).default(30_000),
  order,
})

/** The keys of a source that do not depend on its vendor; durations in milliseconds. */
export type CommonSettings = z.output<typeof commonSettings>
