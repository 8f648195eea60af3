import type { FieldClass } from '../../../schema/field-masks.js'
import { type Mask, NO_MASK, toMask } from './masks.js'

/** The classes as a mask; NO_MASK for what is shown to everyone. */
export const maskOf = (classes: FieldClass | undefined): Mask =>
  classes === undefined || classes === 'none' || classes === 'text' || classes === 'id'
    ? NO_MASK
    : toMask(typeof classes === 'string' ? [classes] : classes)
