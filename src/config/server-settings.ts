import { z } from 'zod'
import { secretSetting } from '../../adapters/values/secret.js'
import { defaultCostLimits } from '../cost/limits.js'
import { defaultStatsLimits } from '../cost/stats-budget.js'
import { canonicalHost } from '../net/host-name.js'
import { documentsSettings } from './documents-settings.js'
import { duration } from './duration.js'
import { exportSettings } from './export-settings.js'
import { federationSettings } from './federation-settings.js'
import { size } from './size.js'
import { tlsSettings } from './tls-settings.js'
import { trustedProxies } from './trusted-proxies-settings.js'

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

/** A name as in a Host header, without a port. */
const isHostName = (given: string): boolean =>
  given === '*' ||
  (/^[^:/@\s]+$/.test(given.replace(/^\*\./, '')) && canonicalHost(given.replace(/^\*\./, '')) !== null)

const hostName = z
  .string()
  .refine(isHostName, 'must be a host name such as gateway.example.net without a port, *.example.net, or *')

const LEAST_CURSOR_KEY = 32

const cursorKey = secretSetting(
  'A secret of at least 32 characters, such as the output of openssl rand -base64 32.',
).refine(
  (key) => key.reveal().length >= LEAST_CURSOR_KEY,
  `must have at least ${LEAST_CURSOR_KEY} characters, such as the output of: openssl rand -base64 32`,
)

const MOST_VENDOR_REQUESTS = 100_000

const limits = z
  .strictObject({
    records: wholeNumber(
      1,
      10_000_000,
      'The maximum number of records in the response, estimated before execution.',
    ).default(defaultCostLimits.records),
    lists: wholeNumber(
      1,
      100_000,
      'The maximum number of lists that are read. Lists that one vendor request returns together count once; of these, ' +
        'ten times as many are allowed.',
    ).default(defaultCostLimits.lists),
    vendorRequests: wholeNumber(
      1,
      MOST_VENDOR_REQUESTS,
      `The maximum number of requests to vendors; ${defaultCostLimits.vendorRequests} by default.`,
    ).optional(),
    bytes: size(1024, 256 * 1024 ** 2, 'The maximum size of the response, estimated before execution.').default(
      defaultCostLimits.bytes,
    ),
  })
  .prefault({})
  .meta({ description: 'Cost limits of one GraphQL request; one that exceeds them fails with OPERATION_TOO_COSTLY.' })

const stats = z
  .strictObject({
    maxRows: wholeNumber(
      1,
      100_000_000,
      'The maximum number of call records that one GraphQL request reads for callStats; older ones are left out, and the ' +
        'counts are then AT_LEAST.',
    ).default(defaultStatsLimits.maxRows),
    deadline: duration(
      'The time limit for reading them, in place of deadlineMs; what was read until then is counted.',
    ).default(defaultStatsLimits.deadlineMs),
  })
  .prefault({})
  .meta({ description: 'What callStats may read, in place of the limits of lists.' })

const metrics = z
  .union([
    z.boolean(),
    z.strictObject({
      port: wholeNumber(0, 65_535, 'The port of a separate listener, where nobody signs in; 0 for any free port.'),
      host: text('The address that it listens on.').default('127.0.0.1'),
    }),
  ])
  .default(true)
  .meta({
    description:
      'Prometheus metrics at GET /metrics, for those who have the scope metrics:read, or on a separate port: ' +
      '{ port: 9100 }. false turns them off; true is deprecated.',
  })

/** The settings of the HTTP server; every key has a default. */
export const serverSettings = z
  .strictObject({
    host: text('The address to listen on.').default('127.0.0.1'),
    port: wholeNumber(0, 65_535, 'The port to listen on; 0 for any free port.').default(4000),
    hosts: z
      .array(hostName)
      .default([])
      .meta({
        description:
          'The host names that clients may use in the Host header, such as gateway.example.net; *.example.net allows all ' +
          'its subdomains, * any name. Loopback names, `host` and IP addresses are always allowed; a request with any ' +
          'other name is refused with HTTP 421.',
      }),
    maxPageSize: wholeNumber(1, LARGEST_PAGE_SIZE, 'The maximum value of `first` and `last`.').default(1000),
    defaultPageSize: wholeNumber(
      1,
      LARGEST_PAGE_SIZE,
      `The number of records when neither \`first\` nor \`last\` is given; by default ${DEFAULT_PAGE_SIZE}, at most maxPageSize.`,
    ).optional(),
    deadlineMs: wholeNumber(1, 600_000, 'The time limit for one GraphQL request, in milliseconds.').default(8000),
    drainMs: wholeNumber(
      0,
      600_000,
      'How long the server still accepts requests after a stop signal, while /readyz returns 503, in milliseconds; ' +
        'after Ctrl-C it does not wait.',
    ).default(5000),
    stopGraceMs: wholeNumber(
      0,
      600_000,
      'How long requests in flight may take to finish after drainMs has passed, in milliseconds.',
    ).default(10_000),
    limits,
    stats,
    maxVendorRequests: wholeNumber(
      1,
      MOST_VENDOR_REQUESTS,
      'Deprecated: the former name of limits.vendorRequests.',
    ).optional(),
    executor: z
      .enum(['compiled', 'graphql-js'])
      .default('compiled')
      .meta({
        description:
          'The executor for repeated queries. compiled: the faster executor of the gateway. graphql-js: the reference ' +
          'implementation; use it to find out whether a wrong response comes from the compiled executor.',
      }),
    maxConnections: wholeNumber(
      1,
      1_000_000,
      'The maximum number of client connections; further connections are closed at once.',
    ).default(10_000),
    executionMemoryBytes: size(
      1024 ** 2,
      64 * 1024 ** 3,
      'The maximum estimated memory of all operations that are executed at once. Larger operations wait until the others ' +
        'leave them enough, small ones never wait for these; too long a queue is refused with HTTP 503. By default 192MiB, ' +
        'but at most an eighth of the memory of the process.',
    ).optional(),
    maxUnsentBytes: wholeNumber(
      1,
      Number.MAX_SAFE_INTEGER,
      'The maximum size of all response data that clients have not read yet, in bytes; beyond it, the connections of ' +
        'clients that do not read are closed, and long responses are refused with HTTP 503.',
    ).default(256 * 1024 * 1024),
    watch: duration(
      'How often the configuration file, and every file that it names, is checked for changes; a change is used without a ' +
        'restart. 0: only SIGHUP and POST /-/reload read it again.',
    )
      .refine((everyMs) => everyMs === 0 || everyMs >= 1000, 'must be 0, or at least 1s')
      .default(0),
    audit: z
      .strictObject({
        file: text(
          'The file that a line is appended to before and after each action on a switch; an action that cannot be ' +
            'recorded is refused. `trunkline audit verify` checks it.',
        ),
      })
      .optional()
      .meta({ description: 'The record of actions on switches, beside the log.' }),
    checkBeforeReady: z
      .enum(['off', 'report', 'require'])
      .default('off')
      .meta({
        description:
          'Whether each source is sent one small request when the gateway starts; until all have answered or failed, ' +
          '/readyz returns 503. off: no. report: a failure is in the log, and the gateway becomes ready. require: after a ' +
          'failure the gateway stops with status 1.',
      }),
    explain: z
      .boolean()
      .default(false)
      .meta({
        description:
          'Deprecated: whether everybody may send the header x-trunkline-explain: 1 to get extensions.plan, which lists ' +
          'the requests to the vendors; use the scope explain of a role.',
      }),
    explorer: z.boolean().optional().meta({
      description: 'GraphiQL at GET /graphql for browsers; on by default, except when NODE_ENV=production.',
    }),
    metrics,
    cursorKeys: z
      .array(cursorKey)
      .min(1)
      .optional()
      .meta({
        description:
          'Secrets of at least 32 characters that encrypt the cursors of lists and the sessions of browsers: the first one ' +
          'encrypts, all of them decrypt, so that a key is replaced by putting the new one in front. The same for all ' +
          'processes behind one address. When left out, a random key is made, and cursors and sessions end with the process.',
      }),
    scopes: z
      .array(z.enum(['sip:credentials']))
      .default([])
      .meta({
        description:
          'Deprecated: sip:credentials lets everybody read SIP passwords; use the scope sip:credentials of a role.',
      }),
    cors: z
      .strictObject({
        origins: z.array(origin).min(1).meta({ description: 'The allowed origins, or * for any origin.' }),
      })
      .optional()
      .meta({ description: 'The origins of web pages that may call the API; by default only its own.' }),
    trustedProxies: trustedProxies.optional(),
    documents: documentsSettings.optional(),
    export: exportSettings,
    federation: federationSettings,
    tls: tlsSettings.optional(),
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
        message: 'is the former name of limits.vendorRequests: set only one of the two',
      })
    return { ...settings, defaultPageSize, limits: { ...given.limits, vendorRequests } }
  })
  .meta({ description: 'The HTTP server.' })

export type ServerSettings = z.output<typeof serverSettings>
