import { FIELD_CLASSES, PART_TYPES } from '../../../schema/field-masks.js'
import type { Party } from '../../../schema/shapes.js'
import { maskOf } from '../../access/rights/field-masks.js'
import { maskFreeText, maskNumber, withoutAddresses } from '../../access/rights/mask-text.js'
import { isMasked, type Mask } from '../../access/rights/masks.js'

// What is left of the fields of a record under a mask.

/** What is shown of a value. */
export type MaskValue = (value: unknown, mask: Mask) => unknown

/** How a field of a type is masked. */
export function maskerOf(type: string, field: string): MaskValue {
  const part = PART_TYPES[`${type}.${field}`]
  if (part === 'Party') return (value, mask) => (isParty(value) ? new MaskedParty(value, mask) : value)
  if (part !== undefined) return partMasker(part)
  const classes = FIELD_CLASSES[`${type}.${field}`]
  if (classes === undefined || classes === 'none') return (value) => value
  const masked = maskOf(classes)
  const isText = classes === 'text'
  return (value, mask) =>
    Array.isArray(value)
      ? value.map((item) => maskValue(item, mask, masked, isText))
      : maskValue(value, mask, masked, isText)
}

/** @param masked the classes of the value: under any of them it is masked. */
function maskValue(value: unknown, mask: Mask, masked: Mask, isText: boolean): unknown {
  const hit = mask & masked
  if (typeof value !== 'string') return hit === 0 ? value : null
  if (isText) return maskFreeText(value, mask)
  // Notes may hold anything.
  if (hit === 0) return masked === maskOf('notes') ? maskFreeText(value, mask) : withoutAddresses(value, mask)
  // Of values that are numbers and nothing else, the beginning is shown.
  return isMasked(hit, 'phone') && masked === maskOf('phone') ? maskNumber(value) : null
}

/** Fields of an object that is a part of records, by its type. */
const fieldsOf = (type: string): readonly string[] =>
  [...Object.keys(FIELD_CLASSES), ...Object.keys(PART_TYPES)].flatMap((path) => {
    const [owner, field] = path.split('.')
    return owner === type && field !== undefined ? [field] : []
  })

function partMasker(type: string): MaskValue {
  const maskers = fieldsOf(type).map((field) => [field, maskerOf(type, field)] as const)
  return (value, mask) => {
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(maskers.map(([field, masker]) => [field, masker(Reflect.get(value, field), mask)]))
  }
}

const isParty = (value: unknown): value is Party => typeof value === 'object' && value !== null && 'e164' in value

/** One end of a call. A class, because there are two in every record. */
class MaskedParty implements Party {
  constructor(
    private readonly party: Party,
    private readonly mask: Mask,
  ) {}
  get number(): string | null {
    const { number } = this.party
    if (number === null || this.anonymous) return number === null ? null : 'anonymous'
    return isMasked(this.mask, 'phone') ? maskNumber(number) : withoutAddresses(number, this.mask)
  }
  get e164(): string | null {
    const { e164 } = this.party
    return e164 !== null && isMasked(this.mask, 'phone') ? maskNumber(e164) : e164
  }
  get name(): string | null {
    const { name } = this.party
    if (name === null || isMasked(this.mask, 'phone')) return null
    return withoutAddresses(name, this.mask)
  }
  get anonymous(): boolean {
    return this.party.anonymous
  }
}

/** Whether a number is masked, and so is no key of anything. */
export const isMaskedNumber = (number: string): boolean => number.includes('*')
