// What a configuration file may say. The keys of the vendors come from their adapters.

import { z } from 'zod'
import type { AnyAdapter, ListName } from '../../adapters/contract.js'

const MS_PER_UNIT = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 } as const

/** A length of time: a number of milliseconds, or text such as `500ms`, `1s`, `10m`. */
const duration = (description: string) =>
  z
    .union([z.number().int().min(0), z.string().regex(/^\d+(ms|s|m|h)$/, 'must be milliseconds, or text such as 500ms, 1s or 10m')])
    .transform((value) => {
      if (typeof value === 'number') return value
      const [, digits = '0', unit = 'ms'] = /^(\d+)(ms|s|m|h)$/.exec(value) ?? []
      return Number(digits) * (unit in MS_PER_UNIT ? MS_PER_UNIT[unit as keyof typeof MS_PER_UNIT] : 1)
    })
    .meta({ description })

const LISTS: readonly ListName[] = ['calls', 'sessions', 'sipAccounts', 'activeCalls']

const freshness = z
  .strictObject({
    calls: duration('Calls.').default(0),
    sessions: duration('Sessions.').default(0),
    sipAccounts: duration('SIP accounts.').default(0),
    activeCalls: duration('Calls in progress.').default(1000),
  } satisfies Record<ListName, unknown>)
  .meta({ description: `For how long a list that was read may be shared, by list (${LISTS.join(', ')}).` })

const server = z
  .strictObject({
    host: z.string().min(1).default('127.0.0.1').meta({ description: 'The address to listen on.' }),
    port: z.number().int().min(0).max(65_535).default(4000).meta({ description: 'The port to listen on; 0 for any.' }),
    maxPageSize: z.number().int().min(1).max(10_000).default(1000).meta({ description: 'The largest `first` or `last`.' }),
    defaultPageSize: z.number().int().min(1).max(10_000).default(50).meta({ description: 'How many records when neither is given.' }),
    deadlineMs: z.number().int().min(1).max(600_000).default(8000).meta({ description: 'The time for one GraphQL request.' }),
    stopGraceMs: z.number().int().min(0).max(600_000).default(10_000).meta({ description: 'How long requests in flight may take to finish when the server stops.' }),
    explorer: z.boolean().optional().meta({ description: 'GraphiQL at GET /graphql for browsers; off by default when NODE_ENV=production.' }),
    scopes: z
      .array(z.enum(['sip:credentials']))
      .default([])
      .meta({ description: 'What is granted beyond reading: sip:credentials shows SIP passwords.' }),
    cors: z.strictObject({ origins: z.array(z.string().min(1)) }).optional().meta({ description: 'Origins whose pages may read answers.' }),
  })
  .meta({ description: 'The HTTP server.' })

/** Keys that every source may have. */
const common = {
  title: z.string().min(1).optional().meta({ description: 'A name for people; the vendor’s by default.' }),
  url: z.url({ protocol: /^https?$/, error: 'must be an http or https URL' }).meta({ description: "Where the vendor's interface is." }),
  tls: z
    .strictObject({
      ca: z.string().min(1).optional().meta({ description: 'Certificates to trust, in PEM form.' }),
      insecure: z.boolean().optional().meta({ description: 'Accept any certificate.' }),
    })
    .optional()
    .meta({ description: 'How certificates are checked.' }),
  control: z.boolean().default(false).meta({ description: 'Mutations are refused unless true.' }),
  timeoutMs: z.number().int().min(1).max(600_000).default(5000).meta({ description: 'The time for one attempt.' }),
  maxConcurrency: z.number().int().min(1).max(1000).default(8).meta({ description: 'The most requests at once.' }),
  maxResponseBytes: z.number().int().min(1024).default(64 * 1024 * 1024).meta({ description: 'The largest answer that is read.' }),
  maxScanRows: z.number().int().min(100).default(10_000).meta({ description: 'The most rows that are looked at for one page.' }),
  freshness: freshness.prefault({}),
  order: z
    .partialRecord(z.enum(['calls', 'sessions', 'sipAccounts', 'activeCalls']), z.enum(['newest-first', 'native-id', 'none']))
    .optional()
    .meta({ description: 'Overrides what the adapter declares about the order of a list.' }),
}
const commonKeys = z.object(common)
export type CommonSettings = z.infer<typeof commonKeys>

/** Names are part of global ids and of log lines. */
const SOURCE_NAME = /^[a-z0-9][a-z0-9._-]{0,63}$/

/** One source: its common keys, and the settings that its adapter reads. */
export interface SourceConfiguration {
  readonly name: string
  readonly adapter: AnyAdapter
  readonly common: CommonSettings
  readonly settings: unknown
}

const file = z.strictObject({
  server: server.prefault({}),
  sources: z.record(z.string(), z.looseObject({ vendor: z.string() })),
})

/** Reads a whole configuration; `issues` are all its faults, with their paths. */
export type Reading =
  | { readonly ok: true; readonly server: z.infer<typeof server>; readonly sources: readonly SourceConfiguration[] }
  | { readonly ok: false; readonly faults: readonly string[] }

/** Checks a parsed file as a whole: every fault at once. */
export function readConfiguration(value: unknown, adapters: readonly AnyAdapter[]): Reading {
  const outer = file.safeParse(value)
  const faults = outer.success ? [] : outer.error.issues.flatMap((issue) => describe(issue))
  const given = isRecord(value) && isRecord(value['sources']) ? value['sources'] : {}
  const read = Object.entries(given).map(([name, source]) => readSource(name, source, adapters))
  faults.push(...read.flatMap((source) => source.faults).filter((fault) => !faults.includes(fault)))
  if (outer.success && read.length === 0) faults.push('sources: at least one is required')
  const sources = read.flatMap(({ source }) => source ?? [])
  return outer.success && faults.length === 0 ? { ok: true, server: outer.data.server, sources } : { ok: false, faults }
}

function readSource(
  name: string,
  value: unknown,
  adapters: readonly AnyAdapter[],
): { readonly source: SourceConfiguration | null; readonly faults: readonly string[] } {
  const path = ['sources', name]
  const none = (...faults: string[]) => ({ source: null, faults })
  if (!SOURCE_NAME.test(name)) return none(`sources.${name}: a name has lower-case letters, digits, '.', '_' and '-' only, at most 64`)
  if (!isRecord(value)) return none()
  const { vendor, ...keys } = value
  const adapter = adapters.find((candidate) => candidate.vendor === vendor)
  const known = adapters.map((candidate) => candidate.vendor).join(', ')
  if (adapter === undefined) return typeof vendor === 'string' ? none(`sources.${name}.vendor: must be one of ${known}`) : none()
  const own = Object.fromEntries(Object.entries(keys).filter(([key]) => !(key in common)))
  const shared = commonKeys.safeParse(Object.fromEntries(Object.entries(keys).filter(([key]) => key in common)))
  const settings = adapter.settings.safeParse(own)
  const issues = [...(shared.error?.issues ?? []), ...(settings.error?.issues ?? [])]
  if (!shared.success || !settings.success) return none(...issues.flatMap((issue) => describe(issue, path)))
  return { source: { name, adapter, common: shared.data, settings: own }, faults: [] }
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** A fault in words, with its path; never with the value, which may be a secret. */
function describe(issue: z.core.$ZodIssue, prefix: readonly PropertyKey[] = []): string[] {
  const path = [...prefix, ...issue.path].map(String)
  const at = (...more: string[]) => [...path, ...more].join('.') || 'the file'
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => `${at(key)}: unknown key`)
  if (issue.code === 'invalid_type' && issue.input === undefined) return [`${at()}: required (${issue.expected})`]
  if (issue.code === 'invalid_union') return describeUnion(issue, prefix) ?? [`${at()}: ${issue.message}`]
  return [`${at()}: ${issue.message}`]
}

/** Of the ways to write a value, the one that is nearest to what was written says what is wrong. */
function describeUnion(issue: z.core.$ZodIssueInvalidUnion, prefix: readonly PropertyKey[]): string[] | null {
  const nearest = [...issue.errors].sort((a, b) => a.length - b.length)[0]
  if (nearest === undefined || nearest.length === 0) return null
  return nearest.flatMap((inner) => describe(inner, [...prefix, ...issue.path]))
}

/** JSON Schema (draft 2020-12) of the configuration file, for editors. */
export function configurationJsonSchema(adapters: readonly AnyAdapter[]): object {
  const toSchema = (schema: z.ZodType) => z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' })
  const sourceOf = (adapter: AnyAdapter) => ({
    allOf: [toSchema(commonKeys), withoutStrictness(toSchema(adapter.settings))],
    type: 'object',
    properties: { vendor: { const: adapter.vendor } },
    required: ['vendor'],
    title: adapter.title,
  })
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'Trunkline configuration',
    type: 'object',
    additionalProperties: false,
    required: ['sources'],
    properties: {
      server: toSchema(server),
      sources: { type: 'object', additionalProperties: { oneOf: adapters.map(sourceOf) } },
    },
  }
}

/** Within `allOf`, a part must not refuse the keys of the other part. */
function withoutStrictness(schema: object): object {
  return Object.fromEntries(
    Object.entries(schema).flatMap(([key, value]): [string, unknown][] => {
      if (key === 'additionalProperties' && value === false) return []
      if ((key === 'anyOf' || key === 'oneOf') && Array.isArray(value))
        return [[key, value.map((part: unknown) => (isRecord(part) ? withoutStrictness(part) : part))]]
      return [[key, value]]
    }),
  )
}
