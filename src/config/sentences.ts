import type { z } from 'zod'

// What a configuration value should have been, in words. Never what it is: it may be a secret.

/** Stands for "see the forms that this value can have": the fault is told by the nearest of them. */
export const ANY_FORM = 'does not fit'

/** Says that a key is missing. */
export const REQUIRED = 'required'

/** More would be a list that nobody reads, such as all the countries. */
const MOST_CHOICES_TOLD = 12

const KINDS: Readonly<Record<string, string>> = {
  string: 'text; numbers, true and false are text within quotes',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  object: 'a mapping of keys to values',
  record: 'a mapping of keys to values',
  array: 'a list',
}

/** Zod's error map: the sentence for a fault that its schema has no message of its own for. */
export function sentenceOf(issue: z.core.$ZodRawIssue): string {
  if (issue.input === undefined) return REQUIRED
  switch (issue.code) {
    case 'invalid_type':
      return `must be ${KINDS[issue.expected] ?? issue.expected}${issue.input === null ? ', and is empty' : ''}`
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
      return 'is not what is expected here'
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
  if (values.length <= MOST_CHOICES_TOLD) return `one of ${values.join(', ')}`
  const some = values.slice(0, 3).join(', ')
  return `one of the ${values.length} values that \`trunkline schema config\` tells (${some}, …)`
}
