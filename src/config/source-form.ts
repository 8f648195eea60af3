import type { AnyAdapter } from '../../adapters/contract.js'
import { formsOf, isSchema, type JsonSchema, propertiesOf, requiredOf, toJsonSchema } from './json-schema.js'
import { commonSettings } from './source-settings.js'

// The keys of one source as a form, which `trunkline init` fills in. It follows the schemas, so that a vendor
// needs no separate form.

/** One key of a source. */
export interface SourceField {
  /** Its path within the source, such as `['auth', 'username']`. */
  readonly path: readonly string[]
  readonly description: string
  readonly isRequired: boolean
  /** Whether its value must not be in the configuration file itself. */
  readonly isSecret: boolean
  readonly isNumber: boolean
  /** Whether it contains keys, or has several forms. */
  readonly isComposed: boolean
  /** The value that applies when the key is left out; undefined when there is none. */
  readonly fallback: unknown
}

/** One way to sign in: the key that holds it, and what stands under it. */
export interface SignInWay {
  readonly key: string
  readonly description: string
  readonly fields: readonly SourceField[]
}

export interface SourceForm {
  /** At least one, except for a vendor that requires no sign-in. */
  readonly ways: readonly SignInWay[]
  /** The other keys of the vendor. */
  readonly own: readonly SourceField[]
  /** The keys that every source may have. */
  readonly common: readonly SourceField[]
}

const AUTH = 'auth'

export function sourceForm(adapter: AnyAdapter): SourceForm {
  const schema = toJsonSchema(adapter.settings)
  const needsAuth = requiredOf(schema).includes(AUTH)
  const properties = Object.entries(propertiesOf(schema)).flatMap(([key, part]) =>
    isSchema(part) ? [{ key, part }] : [],
  )
  // Where `auth` may be left out, an object without a default is another way to sign in.
  const isWay = (key: string, part: JsonSchema): boolean =>
    key === AUTH || (!needsAuth && part['type'] === 'object' && !('default' in part))
  return {
    ways: properties.filter(({ key, part }) => isWay(key, part)).flatMap(({ key, part }) => waysOf(key, part)),
    own: fieldsOf(schema, []).filter(
      ({ path: [key = ''] }) => !properties.some((p) => p.key === key && isWay(key, p.part)),
    ),
    common: fieldsOf(toJsonSchema(commonSettings), []),
  }
}

const waysOf = (key: string, part: JsonSchema): readonly SignInWay[] =>
  formsOf(part).map((form) => {
    const fields = fieldsOf(form, [key])
    const names = fields.filter(({ isRequired }) => isRequired).map(({ path }) => path.at(-1))
    const text = textOf(formsOf(part).length > 1 ? names.join(' and ') : part['description'])
    return { key, description: text === '' ? key : text, fields }
  })

const fieldsOf = (schema: JsonSchema, at: readonly string[]): readonly SourceField[] =>
  Object.entries(propertiesOf(schema)).flatMap(([key, part]) =>
    isSchema(part) ? [toField(part, [...at, key], requiredOf(schema).includes(key))] : [],
  )

function toField(part: JsonSchema, path: readonly string[], isRequired: boolean): SourceField {
  const isSecret = part['writeOnly'] === true
  return {
    path,
    description: textOf(part['description']),
    isRequired: isRequired && !('default' in part),
    isSecret,
    isNumber: part['type'] === 'integer' || part['type'] === 'number',
    isComposed: !isSecret && (part['type'] === 'object' || formsOf(part).length > 1),
    fallback: part['default'],
  }
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')
