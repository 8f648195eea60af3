import { X509Certificate } from 'node:crypto'
import { z } from 'zod'
import type { ListName, RowOrder } from '../../adapters/contract.js'
import { parseBaseUrl } from '../net/base-url.js'
import { duration } from './duration.js'

// The keys that every source may have, whatever its vendor.

const wholeNumber = (least: number, most: number, description: string) =>
  z.number().int().min(least).max(most).meta({ description })

/** The URL is text that is checked as the transport reads it, so that a fault is found before anything is opened. */
const url = z
  .string()
  .superRefine((given, context) => {
    try {
      parseBaseUrl(given)
    } catch (error) {
      context.addIssue(error instanceof Error ? error.message : 'must be an http or https URL')
    }
  })
  .meta({ description: "Where the vendor's interface is: http or https.", format: 'uri' })

const tls = z
  .strictObject({
    ca: z
      .string()
      .refine(isCertificate, 'must be a certificate in PEM form; one in a file is given as ${file:PATH}')
      .optional()
      .meta({
        description: 'Certificates to trust instead of the usual ones, as PEM text; ${file:PATH} reads a file.',
      }),
    insecure: z.boolean().optional().meta({ description: 'Accept any certificate. For tests only.' }),
  })
  .refine((given) => given.ca === undefined || given.insecure !== true, 'give either ca or insecure, not both')
  .meta({ description: 'How the certificate of the source is checked.' })

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
  } satisfies Record<ListName, unknown>)
  .meta({ description: 'For how long a list that was read may be shared between requests.' })

/** By which orders a list can be read: calls by time, accounts by id. `none`: it is read whole and sorted. */
const callOrder = z.enum(['newest-first', 'none']).optional()
const accountOrder = z.enum(['native-id', 'none']).optional()
type Orders = { readonly [Name in ListName]?: RowOrder | undefined }

const ordersOfEach = z.strictObject({
  calls: callOrder.meta({ description: 'Calls.' }),
  sessions: callOrder.meta({ description: 'Sessions.' }),
  sipAccounts: accountOrder.meta({ description: 'SIP accounts.' }),
  activeCalls: callOrder.meta({ description: 'Calls in progress.' }),
} satisfies Record<ListName, unknown>)

/** One word for all lists means those that can be read by it. */
const ORDERS_OF_ALL = {
  none: { calls: 'none', sessions: 'none', sipAccounts: 'none', activeCalls: 'none' },
  'newest-first': { calls: 'newest-first', sessions: 'newest-first', activeCalls: 'newest-first' },
  'native-id': { sipAccounts: 'native-id' },
} as const satisfies Record<RowOrder, Orders>

const order = z
  .union([z.enum(['newest-first', 'native-id', 'none']), ordersOfEach])
  .transform((given): Orders => (typeof given === 'string' ? ORDERS_OF_ALL[given] : given))
  .optional()
  .meta({
    description:
      'Overrides what the adapter declares about the order of the rows: one word for all lists, or one for each. ' +
      'none: a list is read whole and sorted.',
  })

export const commonSettings = z.object({
  title: z.string().min(1).optional().meta({ description: "A name for people; the vendor's by default." }),
  url,
  tls: tls.optional(),
  control: z.boolean().default(false).meta({ description: 'Mutations are refused unless true.' }),
  timeoutMs: wholeNumber(1, 600_000, 'The time for one attempt, in milliseconds.').default(5000),
  retries: wholeNumber(0, 10, 'How often a request that may be repeated is repeated, when that may help.').default(2),
  maxConcurrency: wholeNumber(1, 1000, 'The most requests at once.').default(8),
  requestsPerSecond: z.number().positive().max(10_000).optional().meta({
    description: 'The most requests per second; no limit by default.',
  }),
  maxResponseBytes: wholeNumber(
    1024,
    1024 ** 3,
    'The largest answer that is read, in bytes. XML is read as it comes; JSON at once when it has come, some 8 ms for each megabyte, for which everybody waits.',
  ).default(64 * 1024 ** 2),
  maxScanRows: wholeNumber(100, 10_000_000, 'The most rows that are looked at for one page.').default(10_000),
  freshness: freshness.prefault({}),
  staleOnError: duration(
    'How old a list may be that is still served, and said to be stale, when the source fails; 0 for never.',
  ).default(30_000),
  order,
})

/** What stands under a source for every vendor; lengths of time in milliseconds. */
export type CommonSettings = z.output<typeof commonSettings>
