import type { z } from 'zod'
import { type Fault, type KeysAt, toFaults } from './config-issues.js'
import { sentenceOf } from './sentences.js'

export type Parsed<Value> =
  | {
      readonly ok: true
      readonly value: Value
      /** The given value, except that references to numbers and booleans have been converted. */
      readonly input: unknown
    }
  | { readonly ok: false; readonly faults: readonly Fault[] }

export interface ParseOptions {
  /** The path of the value in the file. */
  readonly at?: readonly PropertyKey[]
  readonly keysAt?: KeysAt
  /** Whether the value comes from a source that has only text, such as an environment variable. */
  readonly isReference?: (path: readonly PropertyKey[]) => boolean
}

/** Checks a part of the configuration. The text of a reference is converted to a number or boolean where one is expected. */
export function parsePart<Value>(schema: z.ZodType<Value>, value: unknown, options: ParseOptions = {}): Parsed<Value> {
  const { at = [], isReference = () => false } = options
  const parse = (given: unknown) => schema.safeParse(given, { error: sentenceOf, reportInput: true })
  const first = parse(value)
  if (first.success) return { ok: true, value: first.data, input: value }
  const typed = first.error.issues
    .filter((issue) => isReference([...at, ...issue.path]))
    .reduce((sofar, issue) => replaceAt(sofar, issue.path, toExpected(issue)), value)
  const second = typed === value ? first : parse(typed)
  if (second.success) return { ok: true, value: second.data, input: typed }
  return { ok: false, faults: toFaults(second.error.issues, options) }
}

/** Converts a text to the number or boolean that is expected; returns it unchanged when that is not possible. */
function toExpected(issue: z.core.$ZodIssue): unknown {
  const { input } = issue
  if (typeof input !== 'string') return input
  const expected = expectedBy(issue)
  if (expected.includes('boolean') && /^(?:true|false)$/.test(input)) return input === 'true'
  const isNumber = expected.includes('number') || expected.includes('int')
  return isNumber && /^-?\d+(\.\d+)?$/.test(input) ? Number(input) : input
}

/** The types that the value may have; several where it may have one of several forms. */
function expectedBy(issue: z.core.$ZodIssue): readonly string[] {
  if (issue.code === 'invalid_type') return [issue.expected]
  if (issue.code !== 'invalid_union') return []
  return issue.errors.flat().flatMap((form) => (form.path.length === 0 ? expectedBy(form) : []))
}

function replaceAt(whole: unknown, [key, ...rest]: readonly PropertyKey[], value: unknown): unknown {
  if (key === undefined) return value
  if (Array.isArray(whole)) return whole.map((item: unknown, at) => (at === key ? replaceAt(item, rest, value) : item))
  if (typeof whole !== 'object' || whole === null) return whole
  return { ...whole, [key]: replaceAt(Reflect.get(whole, key), rest, value) }
}
