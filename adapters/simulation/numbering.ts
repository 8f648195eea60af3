import type { Draw } from './prng.js'

// Phone numbers that nobody is reached by: Danish ones around those of the vendors' documents, and the ranges that the
// British and American regulators keep for fiction. All are valid to libphonenumber.

const digits = (value: number, width: number): string => String(value).padStart(width, '0')

const CUSTOMER_NUMBERS = 900

/** The nth number of the customers' block, +4570305000 to +4570305899; it begins anew when it is used up. */
export const customerNumber = (n: number): string => `+4570305${digits(n % CUSTOMER_NUMBERS, 3)}`

/** Someone in Denmark who is no customer. */
export function outsideNumber(draw: Draw): string {
  return draw.chance(0.1) ? draw.pick(['+4580808080', '+4581808888']) : `+4570305${digits(draw.int(900, 999), 3)}`
}

/** Someone abroad: London 020 7946 0xxx (Ofcom's range for drama) or Washington 202 555 01xx. */
export function foreignNumber(draw: Draw): string {
  return draw.chance(0.6) ? `+442079460${digits(draw.int(0, 999), 3)}` : `+1202555${digits(draw.int(100, 199), 4)}`
}

/** An extension of a hosted PBX. */
export const extension = (draw: Draw): string => String(draw.int(101, 119))
