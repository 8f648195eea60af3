// The README's tables of configuration keys and limits, made from the code.

import { z } from 'zod'
import type { AnyAdapter } from '../../adapters/contract.js'
import { SCOPES } from '../../src/access/rights/scopes.js'
import { authSettings } from '../../src/config/auth-settings.js'
import { clusterSettings } from '../../src/config/cluster-settings.js'
import { liveSettings, wallboardSettings } from '../../src/config/live-settings.js'
import { rolesSettings, tenantsSettings } from '../../src/config/rights-settings.js'
import { serverSettings } from '../../src/config/server-settings.js'
import { commonSettings } from '../../src/config/source-settings.js'
import { defaultLimits, type Limits } from '../../src/server/apollo/limits.js'
import { toCode, toTable } from './readme-blocks.js'

type JsonSchema = Readonly<Record<string, unknown>>
const isSchema = (value: unknown): value is JsonSchema =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** One key of the configuration: where it stands, whether it must be given, and what it means. */
interface Key {
  readonly path: readonly string[]
  /** In words; '' where it may be left out. */
  readonly required: string
  readonly schema: JsonSchema
}

const keysOf = (schema: z.ZodType): readonly Key[] =>
  keysIn(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }), [], 'required')

/** @param required what a key is, in words, that this mapping cannot do without. */
function keysIn({ properties, required: names }: JsonSchema, at: readonly string[], required: string): readonly Key[] {
  return Object.entries(isSchema(properties) ? properties : {}).flatMap(([name, schema]) => {
    const isRequired = Array.isArray(names) && names.includes(name)
    return isSchema(schema) ? keysAt({ path: [...at, name], required: isRequired ? required : '', schema }) : []
  })
}

/** A key, and those of the mapping that it may hold. */
function keysAt(key: Key): readonly Key[] {
  const mappings = formsOf(key.schema).filter(({ properties }) => isSchema(properties))
  const required = mappings.length > 1 ? 'required in one form' : requiredIn(key)
  return [
    key,
    ...mappings.flatMap((mapping) => keysIn(mapping, key.path, required)),
    ...formsOf(key.schema).flatMap((form) => keysBelow(form, key.path)),
  ]
}

/** The keys of mappings that stand under names of the operator's, or in a list. */
function keysBelow({ additionalProperties, items }: JsonSchema, at: readonly string[]): readonly Key[] {
  const below = (schema: unknown, step: string): readonly Key[] =>
    isSchema(schema)
      ? formsOf(schema).flatMap((form) => [
          ...keysIn(form, [...at, step], 'required'),
          ...keysBelow(form, [...at, step]),
        ])
      : []
  return [...below(additionalProperties, '<name>'), ...below(items, '[]')]
}

const requiredIn = ({ path, required }: Key): string =>
  required === '' ? `required in ${toCode(path.at(-1) ?? '')}` : required

const formsOf = (schema: JsonSchema): readonly JsonSchema[] =>
  Array.isArray(schema['anyOf']) ? schema['anyOf'].filter(isSchema) : [schema]

/** Longer lists, such as all countries, are not printed. */
const MOST_CHOICES = 6

function meaningOf({ schema }: Key): string {
  const description = String(schema['description'] ?? '')
  const choices = formsOf(schema)
    .flatMap((form): readonly unknown[] => (Array.isArray(form['enum']) ? form['enum'] : []))
    .map(String)
  if (choices.length > MOST_CHOICES || choices.every((choice) => description.includes(`${choice}:`))) return description
  return `${description} One of ${choices.map(toCode).join(', ')}.`
}

/** What stands at a path of a value; undefined where nothing does. */
const valueAt = (value: unknown, path: readonly string[]): unknown =>
  path.reduce<unknown>((inner, name) => (isSchema(inner) ? inner[name] : undefined), value)

/** What a key is when it is left out; '' where there is no default, or where its own keys have defaults. */
function fallbackOf({ path, required, schema }: Key, defaults: unknown): string {
  const value = defaults === undefined ? schema['default'] : valueAt(defaults, path)
  if (required !== '' || value === undefined || isSchema(value)) return required
  return toCode(Array.isArray(value) ? JSON.stringify(value) : String(value))
}

/** @param defaults what the settings are when only the required keys are given. */
const toRows = (keys: readonly Key[], prefix: string, defaults?: unknown): readonly (readonly string[])[] =>
  keys.map((key) => [
    toCode(`${prefix}${key.path.join('.').replaceAll('.[]', '[]')}`),
    fallbackOf(key, defaults),
    meaningOf(key),
  ])

const HEAD = ['key', 'default', 'meaning'] as const

export const serverTable = (): string =>
  toTable(HEAD, toRows(keysOf(serverSettings), 'server.', serverSettings.parse({})))

/** Subscriptions, and the alarms that are computed from what they watch. */
export const liveTable = (): string =>
  toTable(HEAD, [
    ...toRows(keysOf(liveSettings), 'live.', liveSettings.parse({})),
    ...toRows(keysOf(wallboardSettings), 'wallboard.', wallboardSettings.parse({})),
  ])

/** The keys beside `server` and `sources`: who may sign in, and what they may see and do. */
export const accessTable = (): string =>
  toTable(
    HEAD,
    toRows(
      keysOf(z.strictObject({ auth: authSettings, roles: rolesSettings, tenants: tenantsSettings }).partial()),
      '',
    ),
  )

export const clusterTable = (): string =>
  toTable(HEAD, toRows(keysOf(clusterSettings), 'cluster.', clusterSettings.parse({ url: 'redis://valkey.example' })))

export const scopesTable = (): string =>
  toTable(
    ['scope', 'allows'],
    Object.entries(SCOPES).map(([name, { allows }]) => [toCode(name), allows]),
  )

export const sourceTable = (): string =>
  toTable(HEAD, toRows(keysOf(commonSettings), '', commonSettings.parse({ url: 'https://vendor.example' })))

export const vendorTable = (adapters: readonly AnyAdapter[]): string =>
  toTable(
    ['vendor', ...HEAD],
    adapters.flatMap(({ vendor, settings }) => toRows(keysOf(settings), '').map((row) => [vendor, ...row])),
  )

/** What each limit counts. */
const LIMITS: Readonly<Record<keyof Limits, string>> = {
  maxBodyBytes: 'bytes of the HTTP request body',
  maxTokens: 'lexical tokens of the document',
  maxDepth: 'levels of nested fields, introspection aside',
  maxAliases: 'aliases, with fragments expanded',
  maxRootFields: 'fields of the query itself, with fragments expanded',
  maxFields: 'all fields, with fragments expanded',
}

export const limitsTable = (): string =>
  toTable(
    ['limit', 'at most', 'what is counted'],
    Object.entries(LIMITS).map(([name, what]) => [toCode(name), String(Reflect.get(defaultLimits, name)), what]),
  )
