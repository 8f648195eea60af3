// The README's tables of configuration keys, error codes and limits, made from the code.

import { z } from 'zod'
import type { AnyAdapter } from '../../adapters/contract.js'
import { serverSettings } from '../../src/config/server-settings.js'
import { commonSettings } from '../../src/config/source-settings.js'
import { defaultLimits, type Limits } from '../../src/server/limits.js'
import { toCode, toTable } from './readme-blocks.js'

type JsonSchema = Readonly<Record<string, unknown>>
const isSchema = (value: unknown): value is JsonSchema =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** One key of the configuration: where it stands, its default, and what it means. */
interface Key {
  readonly path: string
  readonly fallback: string
  readonly meaning: string
}

const keysOf = (schema: z.ZodType): readonly Key[] =>
  keysIn(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }), '')

function keysIn({ properties, required }: JsonSchema, prefix: string): readonly Key[] {
  const names: readonly unknown[] = Array.isArray(required) ? required : []
  return Object.entries(isSchema(properties) ? properties : {}).flatMap(([name, schema]) =>
    isSchema(schema) ? keysAt(schema, `${prefix}${name}`, names.includes(name)) : [],
  )
}

/** A mapping is told by its keys; one that can be written in another form as well, also by itself. */
function keysAt(schema: JsonSchema, path: string, isRequired: boolean): readonly Key[] {
  const forms = Array.isArray(schema['anyOf']) ? schema['anyOf'].filter(isSchema) : [schema]
  const mappings = forms.filter(({ properties }) => isSchema(properties))
  const isOnlyMapping = mappings.length === forms.length
  const inner = mappings.flatMap((mapping) => keysIn(mapping, `${path}.`))
  const fallback =
    schema['default'] === undefined ? (isRequired ? 'required' : '') : toCode(JSON.stringify(schema['default']))
  const own = { path, fallback, meaning: `${String(schema['description'] ?? '')}${choicesOf(forms)}`.trim() }
  return isOnlyMapping && inner.length > 0 ? inner : [own, ...inner]
}

/** More would be a list that nobody reads, such as all the countries. */
const MOST_CHOICES = 6

function choicesOf(forms: readonly JsonSchema[]): string {
  const choices = forms.flatMap((form): readonly unknown[] => (Array.isArray(form['enum']) ? form['enum'] : []))
  if (choices.length === 0 || choices.length > MOST_CHOICES) return ''
  return ` One of ${choices.map((choice) => toCode(String(choice))).join(', ')}.`
}

const HEAD = ['key', 'default', 'meaning'] as const
const toRows = (keys: readonly Key[], prefix = '') =>
  keys.map(({ path, fallback, meaning }) => [toCode(`${prefix}${path}`), fallback, meaning])

export const serverTable = (): string => toTable(HEAD, toRows(keysOf(serverSettings), 'server.'))
export const sourceTable = (): string => toTable(HEAD, toRows(keysOf(commonSettings)))

export const vendorTable = (adapters: readonly AnyAdapter[]): string =>
  toTable(
    ['vendor', ...HEAD],
    adapters.flatMap(({ vendor, settings }) => toRows(keysOf(settings)).map((row) => [vendor, ...row])),
  )

/** What each limit counts. */
const LIMITS: Readonly<Record<keyof Limits, string>> = {
  maxBodyBytes: 'bytes of the HTTP request body',
  maxTokens: 'lexical tokens of the document',
  maxDepth: 'levels of nested fields',
  maxAliases: 'aliases, with fragments expanded',
  maxRootFields: 'fields of the query itself, with fragments expanded',
  maxFields: 'all fields, with fragments expanded',
}

export const limitsTable = (): string =>
  toTable(
    ['limit', 'at most', 'what is counted'],
    Object.entries(LIMITS).map(([name, what]) => [
      toCode(name),
      String(Reflect.get(defaultLimits, name)),
      what,
    ]),
  )
