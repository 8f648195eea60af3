import { z } from 'zod'
import type { AnyAdapter } from '../../adapters/contract.js'
import { adaptersSettings } from './adapters-settings.js'
import { authSettings } from './auth-settings.js'
import type { KeysAt } from './config-issues.js'
import { hooksSettings } from './hooks-settings.js'
import { liveSettings, wallboardSettings } from './live-settings.js'
import { rolesSettings, tenantsSettings } from './rights-settings.js'
import { serverSettings } from './server-settings.js'
import { commonSettings } from './source-settings.js'

// The JSON Schema of the configuration file: for completion in editors, and to list the known keys in messages.

export type JsonSchema = Readonly<Record<string, unknown>>

export const isSchema = (value: unknown): value is JsonSchema =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Describes values as written in the file; a type that exists only in code, such as Secret, becomes `{}`. */
export const toJsonSchema = (schema: z.ZodType): JsonSchema =>
  z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' })

/** Returns the JSON Schema (draft 2020-12) of the configuration file. Every value may be a reference such as `${NAME}`. */
export function configurationJsonSchema(adapters: readonly AnyAdapter[]): object {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'Trunkline configuration',
    type: 'object',
    additionalProperties: false,
    required: ['sources'],
    properties: {
      server: allowReferences(toJsonSchema(serverSettings)),
      adapters: allowReferences(toJsonSchema(adaptersSettings)),
      sources: {
        type: 'object',
        description: 'The vendor systems by name. A name consists of lower-case letters, digits, ".", "_" and "-".',
        minProperties: 1,
        propertyNames: { pattern: '^[a-z0-9][a-z0-9._-]{0,63}$' },
        additionalProperties: { oneOf: adapters.map(sourceSchema) },
      },
      auth: allowReferences(toJsonSchema(authSettings)),
      roles: allowReferences(toJsonSchema(rolesSettings)),
      tenants: allowReferences(toJsonSchema(tenantsSettings)),
      live: allowReferences(toJsonSchema(liveSettings)),
      wallboard: allowReferences(toJsonSchema(wallboardSettings)),
      hooks: allowReferences(toJsonSchema(hooksSettings)),
    },
    $defs: {
      reference: {
        type: 'string',
        pattern: '^\\$\\{[^}]+\\}$',
        description: 'A value from an environment variable, ${NAME}, or from a file, ${file:PATH}.',
      },
    },
  }
}

/** Merges the vendor's keys and the common keys into one mapping, so that other keys can be rejected. */
function sourceSchema(adapter: AnyAdapter): JsonSchema {
  const common = allowReferences(toJsonSchema(commonSettings))
  const own = allowReferences(toJsonSchema(adapter.settings))
  return {
    title: adapter.title,
    type: 'object',
    additionalProperties: false,
    required: ['vendor', ...requiredOf(common), ...requiredOf(own)],
    properties: {
      vendor: { const: adapter.vendor, description: `${adapter.title}: ${adapter.manual}` },
      ...propertiesOf(common),
      ...propertiesOf(own),
    },
  }
}

export const propertiesOf = ({ properties }: JsonSchema): JsonSchema => (isSchema(properties) ? properties : {})
export const requiredOf = ({ required }: JsonSchema): readonly unknown[] => (Array.isArray(required) ? required : [])

/** Keywords that only describe a value; they stay outside `anyOf` when the value may also be a reference. */
const NOTES = new Set(['description', 'default', 'title', 'examples'])

/** Allows references for numbers, booleans and restricted text; unrestricted text allows them anyway. */
function allowReferences(schema: JsonSchema): JsonSchema {
  const isLeaf = !['object', 'array'].includes(String(schema['type'])) && ('type' in schema || 'enum' in schema)
  if (!isLeaf) return mapSchemas(schema, allowReferences)
  if (schema['type'] === 'string' && !['enum', 'const', 'pattern', 'format'].some((key) => key in schema)) return schema
  const entries = Object.entries(schema)
  const value = Object.fromEntries(entries.filter(([key]) => !NOTES.has(key)))
  const notes = Object.fromEntries(entries.filter(([key]) => NOTES.has(key)))
  return { ...notes, anyOf: [value, { $ref: '#/$defs/reference' }] }
}

/** Applies `map` to the subschemas of a schema: its properties, items and alternatives. */
function mapSchemas(schema: JsonSchema, map: (part: JsonSchema) => JsonSchema): JsonSchema {
  const { properties, additionalProperties, items, anyOf, $schema: _, ...rest } = schema
  return {
    ...rest,
    ...(isSchema(properties) ? { properties: mapValues(properties, map) } : {}),
    ...(additionalProperties === undefined
      ? {}
      : { additionalProperties: isSchema(additionalProperties) ? map(additionalProperties) : additionalProperties }),
    ...(isSchema(items) ? { items: map(items) } : {}),
    ...(Array.isArray(anyOf) ? { anyOf: anyOf.filter(isSchema).filter(hasMeaning).map(map) } : {}),
  }
}

const mapValues = (schemas: JsonSchema, map: (part: JsonSchema) => JsonSchema): JsonSchema =>
  Object.fromEntries(Object.entries(schemas).map(([key, part]) => [key, isSchema(part) ? map(part) : part]))

/** `{}` stands for a type that cannot be written in a file. */
const hasMeaning = (schema: JsonSchema): boolean => Object.keys(schema).length > 0

/** Returns the keys that a mapping may have, by its path inside the schemas. */
const keysIn =
  (schemas: readonly z.ZodType[], also: readonly string[] = []): KeysAt =>
  (path) => {
    const inside = (parts: readonly JsonSchema[], key: PropertyKey) => parts.flatMap((part) => partAt(part, key))
    const parts = path.reduce(inside, schemas.map(toJsonSchema))
    const keys = parts.flatMap(formsOf).flatMap((form) => Object.keys(propertiesOf(form)))
    return [...new Set([...(path.length === 0 ? also : []), ...keys])]
  }

/** The alternatives of a schema; the schema itself when it has none. */
export const formsOf = (schema: JsonSchema): readonly JsonSchema[] =>
  Array.isArray(schema['anyOf']) ? schema['anyOf'].filter(isSchema).flatMap(formsOf) : [schema]

const partAt = (schema: JsonSchema, key: PropertyKey): readonly JsonSchema[] =>
  formsOf(schema).flatMap((form) => {
    const properties = propertiesOf(form)
    // Where the keys are names that the operator chooses, each has the same schema; so has each item of a list.
    const others = typeof key === 'number' ? form['items'] : form['additionalProperties']
    const part = Object.hasOwn(properties, key) ? properties[String(key)] : others
    return isSchema(part) ? [part] : []
  })

export const keysOfServer: KeysAt = keysIn([serverSettings])
export const keysOfLive: KeysAt = keysIn([liveSettings])
export const keysOfWallboard: KeysAt = keysIn([wallboardSettings])
export const keysOfAuth: KeysAt = keysIn([authSettings])
export const keysOfRoles: KeysAt = keysIn([rolesSettings])
export const keysOfSource = (adapter: AnyAdapter): KeysAt => keysIn([commonSettings, adapter.settings], ['vendor'])
