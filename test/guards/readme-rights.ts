// The tables of scopes and masks in docs/security.md.

import { CONDITION_CLASSES, FIELD_CLASSES } from '../../schema/field-masks.js'
import { FIELD_SCOPES } from '../../src/access/rights/field-scopes.js'
import { MASK_CLASSES } from '../../src/access/rights/masks.js'
import { SCOPE_NAMES, SCOPES } from '../../src/access/rights/scopes.js'
import { toCode, toTable } from './readme-blocks.js'

const codes = (paths: readonly string[]): string => paths.map(toCode).join(', ')

/** Each scope, what it allows, and the fields that need it. */
export const scopeFieldsTable = (): string =>
  toTable(
    ['scope', 'allows', 'fields that need it'],
    SCOPE_NAMES.map((scope) => [
      toCode(scope),
      SCOPES[scope].allows,
      codes(Object.keys(FIELD_SCOPES).filter((path) => FIELD_SCOPES[path]?.scope === scope)),
    ]),
  )

/** Each class of masks, the fields that it hides, and the conditions that it forbids. */
export function masksTable(): string {
  const holds = (classes: string | readonly string[], name: string): boolean =>
    typeof classes === 'string' ? classes === name : classes.includes(name)
  const withClass = (table: Readonly<Record<string, string | readonly string[]>>, name: string): readonly string[] =>
    Object.entries(table).flatMap(([path, classes]) => (holds(classes, name) ? [path] : []))
  return toTable(
    ['mask', 'fields that it hides', 'conditions that it forbids'],
    MASK_CLASSES.map((name) => [
      toCode(name),
      codes(withClass(FIELD_CLASSES, name)),
      codes(withClass(CONDITION_CLASSES, name)),
    ]),
  )
}
