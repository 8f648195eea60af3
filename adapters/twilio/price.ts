import type { RatingState } from '../../schema/enums.js'
import type { Money } from '../../schema/shapes.js'
import type { Row } from '../contract.js'
import { toDecimal, toMoney } from '../values/decimal.js'
import { toText } from '../wire/field-readers.js'

// What the account pays for the connection of a call. Twilio writes a charge with a minus sign, and writes none until it
// has rated the call, which may be minutes after its end; 0 is the price of a leg that is free.

const ZERO = /^0+(?:\.0+)?$/

/** A charge as the graph has it: positive. What is paid back is negative. Null: not rated yet, or no number. */
export function toPrice(row: Row): Money | null {
  const written = toDecimal(row['price'])
  return written === null ? null : toMoney(negated(written), toText(row['price_unit'])?.toUpperCase() ?? null)
}

function negated(decimal: string): string {
  if (decimal.startsWith('-')) return decimal.slice(1)
  return ZERO.test(decimal) ? decimal : `-${decimal}`
}

/** A call that was never connected may stay without a price. */
const UNCONNECTED: ReadonlySet<string | null> = new Set(['busy', 'failed', 'no-answer', 'canceled'])

/** Whether the vendor has rated the call. */
export function toRating(row: Row): RatingState {
  if (toDecimal(row['price']) !== null) return 'RATED'
  return UNCONNECTED.has(toText(row['status'])) ? 'NOT_RATED' : 'PENDING'
}
