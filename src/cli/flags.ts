import { InvalidArgumentError } from 'commander'

// Parsers for the values of command-line flags.

interface Range {
  readonly least: number
  readonly most: number
  /** Whether `least` itself is excluded. */
  readonly isOpen?: boolean
  readonly isFraction?: boolean
}

/** Returns a parser for a number in a range. `what` describes the expected value in the error message. */
const numberIn =
  (what: string, { least, most, isOpen = false, isFraction = false }: Range) =>
  (text: string): number => {
    const value = /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN
    const isInside = value >= least && value <= most && !(isOpen && value === least)
    if (!isInside || !(isFraction || Number.isInteger(value))) throw new InvalidArgumentError(`Expected ${what}.`)
    return value
  }

const MOST = 1_000_000
const LAST_PORT = 65_535
export const readPort = numberIn(`a port number from 0 to ${LAST_PORT}`, { least: 0, most: LAST_PORT })

/** Returns a parser for the first of `count` consecutive ports. */
export const readFirstPort = (count: number): ((text: string) => number) => {
  const most = LAST_PORT - count + 1
  return numberIn(`a port number from 0 to ${most}`, { least: 0, most })
}
export const readCount = numberIn(`a whole number from 0 to ${MOST}`, { least: 0, most: MOST })
export const readPositive = numberIn(`a whole number from 1 to ${MOST}`, { least: 1, most: MOST })
export const readMilliseconds = numberIn('milliseconds, from 0 to 600000', { least: 0, most: 600_000 })
export const readRate = numberIn('a rate per second, more than 0 and at most 10000', {
  least: 0,
  most: 10_000,
  isOpen: true,
  isFraction: true,
})
export const readShare = numberIn('a share from 0 to 1', { least: 0, most: 1, isFraction: true })
