import { z } from 'zod'
import { defaultCostLimits } from '../cost/limits.js'
import { parseAddressRange } from '../net/address-range.js'
import { canonicalHost } from '../net/host-name.js'
import { size } from './size.js'

const DEFAULT_PAGE_SIZE = 50
const LARGEST_PAGE_SIZE = 10_000

const text = (description: string) => z.string().min(1).meta({ description })
const wholeNumber = (least: number, most: number, description: string) =>
  z.number().int().min(least).max(most).meta({ description })

/** `https://desk.example.net`, as browsers send it. */
const isOrigin = (given: string): boolean => given === '*' || URL.parse(given)?.origin === given

const origin = z
  .string()
  .refine(isOrigin, 'must be an origin such as https://desk.example.net (scheme, host and port only), or *')

const addressRange = z
  .string()
  .refine((given) => parseAddressRange(given) !== null, 'must be an IP address, or a range of them such as 10.0.0.0/8')

/** A name as it stands in a Host header, without a port. */
const isHostName = (given: string): boolean =>
  given === '*' ||
  (/^[^:/@\s]+$/.test(given.replace(/^\*\./, '')) && canonicalHost(given.replace(/^\*\./, '')) !== null)

const hostName = z
  .string()
  .refine(isHostName, 'must be a host name such as gateway.example.net without a port, *.example.net, or *')

const trustedProxies = z
  .strictObject({
    addresses: z.array(addressRange).min(1).meta({ description: 'Their IP addresses, and ranges such as 10.0.0.0/8.' }),
    userHeader: z
      .string()
      .regex(/^[\w!#$%&'*+.^`|~-]+$/, 'must be the name of an HTTP header, such as X-Forwarded-User')
      .optional()
      .meta({ description: 'The header in which they tell who has logged in; they must not let clients send it.' }),
  })
  .meta({
    description:
      'Proxies in front of the server. Only their X-Forwarded-For and userHeader tell the audit log who acts; ' +
      'by default, it is the other end of the connection.',
  })

const MOST_VENDOR_REQUESTS = 100_000

const limits = z
  .strictObject({
    records: wholeNumber(1, 10_000_000, 'Records in the answer, estimated before it is executed.').default(
      defaultCostLimits.records,
    ),
    lists: wholeNumber(
      1,
      100_000,
      'Lists that are read. Lists that come from one request to a vendor count once; of these there may be ten times as many.',
    ).default(defaultCostLimits.lists),
    vendorRequests: wholeNumber(
      1,
      MOST_VENDOR_REQUESTS,
      `Requests to vendors; ${defaultCostLimits.vendorRequests} by default.`,
    ).optional(),
    bytes: size(1024, 256 * 1024 ** 2, 'Size of the answer, estimated before it is executed.').default(
      defaultCostLimits.bytes,
    ),
  })
  .prefault({})
  .meta({ description: 'What one GraphQL request may cost; beyond it, the error is OPERATION_TOO_COSTLY.' })

/** What can be set about the HTTP server; everything has a default. */
export const serverSettings = z
  .strictObject({
    host: text('The address to listen on.').default('127.0.0.1'),
    port: wholeNumber(0, 65_535, 'The port to listen on; 0 for any.').default(4000),
    hosts: z
      .array(hostName)
      .default([])
      .meta({
        description:
          'The host names by which clients reach the server, such as gateway.example.net; *.example.net stands for all ' +
          'names below it, * for every name. Loopback names, `host` and IP addresses always pass; other names get 421.',
      }),
    maxPageSize: wholeNumber(1, LARGEST_PAGE_SIZE, 'The largest `first` or `last`.').default(1000),
    defaultPageSize: wholeNumber(
      1,
      LARGEST_PAGE_SIZE,
      `How many records when neither is given; ${DEFAULT_PAGE_SIZE} by default.`,
    ).optional(),
    deadlineMs: wholeNumber(1, 600_000, 'The time for one GraphQL request, in milliseconds.').default(8000),
    drainMs: wholeNumber(
      0,
      600_000,
      'How long requests are still accepted when the server stops, while /readyz answers 503, in milliseconds; 0 for Ctrl-C.',
    ).default(5000),
    stopGraceMs: wholeNumber(
      0,
      600_000,
      'How long requests in flight may take to finish after that, in milliseconds.',
    ).default(10_000),
    limits,
    maxVendorRequests: wholeNumber(1, MOST_VENDOR_REQUESTS, 'The former name of limits.vendorRequests.').optional(),
    executor: z
      .enum(['compiled', 'graphql-js'])
      .default('compiled')
      .meta({
        description:
          'What executes repeated queries: compiled is faster; graphql-js turns the own executor off, to tell whether ' +
          'a wrong answer comes from it.',
      }),
    maxConnections: wholeNumber(1, 1_000_000, 'The most connections of clients at once; more are closed.').default(
      10_000,
    ),
    maxUnsentBytes: wholeNumber(
      1,
      Number.MAX_SAFE_INTEGER,
      'The most bytes of answers that clients have not read yet; beyond it, clients that read nothing are closed, and ' +
        'long answers are refused with 503.',
    ).default(256 * 1024 * 1024),
    explain: z.boolean().default(false).meta({
      description:
        'Whether the header x-trunkline-explain: 1 adds extensions.plan, which tells what was asked of the vendors.',
    }),
    explorer: z.boolean().optional().meta({
      description: 'GraphiQL at GET /graphql for browsers; on by default, off by default when NODE_ENV=production.',
    }),
    metrics: z.boolean().default(true).meta({ description: 'Prometheus metrics at GET /metrics.' }),
    scopes: z
      .array(z.enum(['sip:credentials']))
      .default([])
      .meta({
        description: 'What is granted beyond reading: sip:credentials shows SIP passwords.',
      }),
    cors: z
      .strictObject({ origins: z.array(origin).min(1).meta({ description: 'Origins, or * for every one.' }) })
      .optional()
      .meta({ description: 'The origins whose pages may call the graph; none but its own by default.' }),
    trustedProxies: trustedProxies.optional(),
  })
  .transform((given, context) => {
    const { defaultPageSize = Math.min(DEFAULT_PAGE_SIZE, given.maxPageSize) } = given
    if (defaultPageSize > given.maxPageSize)
      context.addIssue({ code: 'custom', path: ['defaultPageSize'], message: 'must not be more than maxPageSize' })
    const { maxVendorRequests, ...settings } = given
    const { vendorRequests = maxVendorRequests ?? defaultCostLimits.vendorRequests } = given.limits
    if (maxVendorRequests !== undefined && given.limits.vendorRequests !== undefined)
      context.addIssue({
        code: 'custom',
        path: ['maxVendorRequests'],
        message: 'is the former name of limits.vendorRequests: give one of the two only',
      })
    return { ...settings, defaultPageSize, limits: { ...given.limits, vendorRequests } }
  })
  .meta({ description: 'The HTTP server.' })

export type ServerSettings = z.output<typeof serverSettings>
