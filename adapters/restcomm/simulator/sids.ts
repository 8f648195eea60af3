import type { WorldCall } from '../../simulation/contract.js'
import { mixed } from '../../simulation/prng.js'
import type { Product } from './options.js'

/** What a Sid identifies. Sids of one kind differ if their numbers differ. */
type Kind = 'instance' | 'call' | 'parent' | 'number'
const SEEDS: Readonly<Record<Kind, number>> = { instance: 11, call: 23, parent: 37, number: 53 }

/** 32 hexadecimal digits, derived from a kind and a number. */
export function hexOf(kind: Kind, number: number): string {
  const words = [1, 2, 3, 4].map((word) => mixed(mixed(SEEDS[kind] * word) + number))
  return words.map((word) => word.toString(16).padStart(8, '0')).join('')
}

/** A number derived from a call that is unrelated to its start. */
export const scattered = (call: WorldCall): number => mixed(call.index + 1)

const INSTANCE = `ID${hexOf('instance', 1)}`

/** The SBC has `RN` and 32 digits; Connect puts the id of the instance in front. */
export const sidOf = (product: Product, index: number): string =>
  product === 'connect' ? `${INSTANCE}-CA${hexOf('call', index)}` : `RN${hexOf('call', index)}`

export const isSid = (product: Product, text: string): boolean =>
  (product === 'connect' ? /^([A-Za-z0-9]{34}|ID[A-Za-z0-9]{32}-CA[A-Za-z0-9]{32})$/ : /^[A-Za-z0-9]{34}$/).test(text)
