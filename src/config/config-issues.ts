import type { z } from 'zod'
import { ANY_FORM, REQUIRED } from './sentences.js'

// Errors in a configuration: where they are, and what is expected. Never the given value: it may be a secret.

export interface Fault {
  readonly path: readonly PropertyKey[]
  readonly message: string
}

/** Returns the keys that the mapping at a path may have; none when they are not known. */
export type KeysAt = (path: readonly PropertyKey[]) => readonly string[]

/** Keys are printed in messages: a key with other characters is quoted and shortened, so that it stays on one line. */
const PLAIN_KEY = /^[\w.@-]{1,64}$/
const formatKey = (key: PropertyKey): string =>
  PLAIN_KEY.test(String(key)) ? String(key) : JSON.stringify(String(key).slice(0, 64))

/** `sources.mor-lt.auth.secretKey: required` */
export const formatFault = ({ path, message }: Fault): string =>
  `${path.length === 0 ? 'the file' : path.map(formatKey).join('.')}: ${message}`

/** Converts the issues that Zod found to faults. */
export function toFaults(
  issues: readonly z.core.$ZodIssue[],
  { at = [], keysAt = () => [] }: { readonly at?: readonly PropertyKey[]; readonly keysAt?: KeysAt } = {},
): Fault[] {
  return issues.flatMap((issue) => {
    const path = [...at, ...issue.path]
    if (issue.code === 'unrecognized_keys')
      return issue.keys.map((key) => unknownKey([...path, key], keysAt(issue.path)))
    // The name itself is wrong, not what stands under it.
    if (issue.code === 'invalid_key') return issue.issues.map(({ message }) => ({ path, message }))
    if (issue.code === 'invalid_union' && issue.message === ANY_FORM) return faultsOfForms(issue, path, keysAt)
    return [{ path, message: issue.message }]
  })
}

export const unknownKey = (path: readonly PropertyKey[], known: readonly string[]): Fault => ({
  path,
  message: known.length === 0 ? 'unknown key' : `unknown key; the keys here are ${known.join(', ')}`,
})

type Form = readonly z.core.$ZodIssue[]

/** Reports the faults of the form that is closest to the given value, of all the forms that the value may have. */
function faultsOfForms(issue: z.core.$ZodIssueInvalidUnion, at: readonly PropertyKey[], keysAt: KeysAt): Fault[] {
  const forms = [...issue.errors].sort((a, b) => distanceOf(a) - distanceOf(b))
  const [nearest, ...others] = forms
  if (nearest === undefined) return [{ path: at, message: issue.message }]
  const choices = issue.errors.flatMap((form) => missingKeysOf(form) ?? [])
  if (choices.length > 1) return [{ path: at, message: `must have ${choices.join(', or ')}` }]
  const inner: KeysAt = (path) => keysAt([...issue.path, ...path])
  return toFaults(nearest, { at, keysAt: inner }).map((fault) => {
    const isUnknownTo = (form: Form) => unknownKeysOf(form).some((unknown) => unknown === fault.path.at(-1))
    const isOfOther = others.some((form) => !isOfAnotherKind(form) && !isUnknownTo(form))
    if (!isUnknownTo(nearest) || !isOfOther) return fault
    return { path: fault.path, message: 'cannot be combined with the other keys here: use only one of the two forms' }
  })
}

const unknownKeysOf = (form: Form): readonly string[] =>
  form.flatMap((issue) => (issue.code === 'unrecognized_keys' && issue.path.length === 0 ? issue.keys : []))

/** The keys that a form requires and that are missing, as text; null when none is missing, or when there are other issues. */
function missingKeysOf(form: Form): string | null {
  const isMissing = ({ path, message }: z.core.$ZodIssue) => path.length === 1 && message === REQUIRED
  return form.length > 0 && form.every(isMissing) ? form.map(({ path }) => String(path[0])).join(' and ') : null
}

/** For example text where a mapping is expected. */
const isOfAnotherKind = (form: Form): boolean =>
  form.some(({ code, path }) => path.length === 0 && (code === 'invalid_type' || code === 'invalid_value'))

const distanceOf = (form: Form): number =>
  (isOfAnotherKind(form) ? 10_000 : 0) + 100 * unknownKeysOf(form).length + form.length
