import { z } from 'zod'
import { MASK_CLASSES } from '../access/rights/masks.js'
import { EVERY_READ, SCOPE_NAMES, scopesNamed } from '../access/rights/scopes.js'
import type { Rate, RoleSettings, SourceGrant, TenantSettings } from '../access/rights/settings.js'
import { nameText } from './names.js'
import { size } from './size.js'

// The keys `roles` and `tenants`: who may see and do what.

const customerIds = z.strictObject({
  customers: z.array(z.string().min(1)).min(1).meta({
    description: 'Ids of customers at the vendor, as text within quotes. Customers below them are listed as well.',
  }),
})

const sourceGrant: z.ZodType<SourceGrant> = z.union([z.enum(['all', 'none']), customerIds])

const PERIODS_MS = { s: 1000, m: 60_000, h: 3_600_000 } as const
const RATE = /^([1-9]\d{0,8})\/([smh])$/
const RATE_WANTED = 'must be so many in a second, minute or hour: 5/s, 10/m, 1000/h'
const isPeriod = (text: string): text is keyof typeof PERIODS_MS => Object.hasOwn(PERIODS_MS, text)

const rate = (description: string) =>
  z
    .string()
    .regex(RATE, RATE_WANTED)
    .transform((given): Rate => {
      const [, count = '', unit = ''] = RATE.exec(given) ?? []
      return { count: Number(count), periodMs: isPeriod(unit) ? PERIODS_MS[unit] : Number.NaN }
    })
    .optional()
    .meta({ description })

const rates = z
  .strictObject({
    requests: rate('GraphQL requests.'),
    cost: rate('Cost of operations, as extensions.cost counts it.'),
    concurrent: z.int().min(1).max(10_000).optional().meta({ description: 'Concurrent requests.' }),
    disconnects: rate('Calls that are ended.'),
    makeCalls: rate('Calls that are placed.'),
  })
  .prefault({})
  .meta({ description: 'What each principal of the role may use; unlimited by default.' })

const atMost = (most: number, description: string) => z.int().min(1).max(most).optional().meta({ description })

const operationLimits = z
  .strictObject({
    records: atMost(10_000_000, 'Records in the response.'),
    lists: atMost(100_000, 'Lists that are read.'),
    vendorRequests: atMost(100_000, 'Requests to vendors.'),
    bytes: size(1024, 256 * 1024 ** 2, 'The size of the response.').optional(),
  })
  .optional()
  .meta({ description: 'What one operation may cost, in place of `server.limits`; of several roles the largest.' })

const scope = z.enum([...SCOPE_NAMES, EVERY_READ])

const role: z.ZodType<RoleSettings> = z.strictObject({
  scopes: z
    .array(scope)
    .min(1)
    .transform((names) => [...new Set(names.flatMap(scopesNamed))])
    .meta({ description: 'What it may read and do. *:read: all that reads rows, but costs:read.' }),
  sources: z
    .record(z.string(), sourceGrant)
    .optional()
    .meta({
      description:
        'By source: all, none, or { customers: [...] }; * is every source that is not named. ' +
        'Without this key, the role sees the sources of its tenant, and needs one.',
    }),
  mask: z.array(z.enum(MASK_CLASSES)).default([]).meta({ description: 'Classes of fields that are masked.' }),
  rate: rates,
  limits: operationLimits,
})

/** `roles`: what those who have one may see and do. */
export const rolesSettings = z.record(nameText, role).meta({ description: 'What may be seen and done, by role.' })

/** `tenants`: which rows belong to whom. */
export const tenantsSettings: z.ZodType<Record<string, TenantSettings>> = z
  .record(nameText, z.record(z.string(), sourceGrant))
  .meta({ description: 'The rows of each tenant, by source: all, or { customers: [...] }.' })
