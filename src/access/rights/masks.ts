// What a role may be shown only in part. A mask is a set of classes of fields, as bits: fields are many, classes few.

/** The classes of fields that can be masked. */
export const MASK_CLASSES = ['phone', 'ip', 'notes', 'routing'] as const
export type MaskClass = (typeof MASK_CLASSES)[number]

/** A set of classes that are masked. */
export type Mask = number

export const NO_MASK: Mask = 0

const BITS = Object.fromEntries(MASK_CLASSES.map((name, at) => [name, 1 << at]))
const bitOf = (name: MaskClass): Mask => BITS[name] ?? 0

export const toMask = (classes: readonly MaskClass[]): Mask =>
  classes.reduce((mask, name) => mask | bitOf(name), NO_MASK)

/** Whether fields of this class are masked. */
export const isMasked = (mask: Mask, name: MaskClass): boolean => (mask & bitOf(name)) !== 0

/** The classes of a mask, in the order of MASK_CLASSES. */
export const classesIn = (mask: Mask): readonly MaskClass[] => MASK_CLASSES.filter((name) => isMasked(mask, name))
