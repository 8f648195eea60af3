import type { z } from 'zod'

// Describes the values that a configuration key expects. Never the given value: it may be a secret.

/** A placeholder: the value fits none of its possible forms. The fault of the closest form is reported instead. */
export const ANY_FORM = 'does not fit'

/** The message for a missing key. */
export const REQUIRED = 'required'

/** Longer lists, such as all time zones, are not printed in full. */
const MAX_LISTED_CHOICES = 12

const KINDS: Readonly<Record<string, string>> = {
  string: 'text; put numbers, true and false in quotes',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  object: 'a mapping of keys to values',
  record: 'a mapping of keys to values',
  array: 'a list',
}

/** Zod's error map: the message for an issue whose schema defines none. */
export function sentenceOf(issue: z.core.$ZodRawIssue): string {
  if (issue.input === undefined) return REQUIRED
  switch (issue.code) {
    case 'invalid_type':
      return `must be ${KINDS[issue.expected] ?? issue.expected}${issue.input === null ? ', but is empty' : ''}`
    case 'invalid_value':
      return `must be ${toChoice(issue.values.map(String))}`
    case 'too_small':
      return tooSmall(issue)
    case 'too_big':
      return issue.origin === 'string' || issue.origin === 'array'
        ? `must have at most ${issue.maximum} ${issue.origin === 'string' ? 'characters' : 'items'}`
        : `must be ${issue.inclusive ? 'at most' : 'less than'} ${issue.maximum}`
    case 'invalid_union':
      return ANY_FORM
    default:
      return 'is not valid here'
  }
}

type Least = Pick<z.core.$ZodIssueTooSmall, 'origin' | 'minimum' | 'inclusive'>

function tooSmall({ origin, minimum, inclusive }: Least): string {
  if (origin !== 'string' && origin !== 'array') return `must be ${inclusive ? 'at least' : 'more than'} ${minimum}`
  if (minimum === 1) return 'must not be empty'
  return `must have at least ${minimum} ${origin === 'string' ? 'characters' : 'items'}`
}

function toChoice(values: readonly string[]): string {
  if (values.length === 1) return values.join()
  if (values.length <= MAX_LISTED_CHOICES) return `one of ${values.join(', ')}`
  const some = values.slice(0, 3).join(', ')
  return `one of the ${values.length} values that \`trunkline schema config\` lists (${some}, …)`
}
