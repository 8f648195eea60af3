import type { Draw } from './prng.js'

// Phone numbers that reach nobody: Danish numbers close to those in the vendors' documents, and ranges that the British
// and American regulators reserve for fiction. libphonenumber accepts all of them as valid.

const digits = (value: number, width: number): string => String(value).padStart(width, '0')

const CUSTOMER_NUMBERS = 900

/** The nth number of the customers' block, +4570305000 to +4570305899; it starts again when all are used. */
export const customerNumber = (n: number): string => `+4570305${digits(n % CUSTOMER_NUMBERS, 3)}`

/** A number in Denmark that belongs to no customer. */
export function outsideNumber(draw: Draw): string {
  return draw.chance(0.1) ? draw.pick(['+4580808080', '+4581808888']) : `+4570305${digits(draw.int(900, 999), 3)}`
}

/** A number abroad: London 020 7946 0xxx (Ofcom's range for drama) or Washington 202 555 01xx. */
export function foreignNumber(draw: Draw): string {
  return draw.chance(0.6) ? `+442079460${digits(draw.int(0, 999), 3)}` : `+1202555${digits(draw.int(100, 199), 4)}`
}

/** An extension of a hosted PBX. */
export const extension = (draw: Draw): string => String(draw.int(101, 119))
