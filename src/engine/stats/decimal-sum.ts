/** A sum of decimal numbers, exact whatever their number of digits. */
export class DecimalSum {
  /** The sum, as a number of units of the smallest decimal place that was added. */
  #units = 0n
  #scale = 0

  /** @param decimal as `toDecimal` writes it: digits with a point at most, and a minus sign in front of negative numbers. */
  add(decimal: string): void {
    this.#add(decimal, 1n)
  }

  subtract(decimal: string): void {
    this.#add(decimal, -1n)
  }

  addSum(other: DecimalSum): void {
    this.#addUnits(other.#units, other.#scale)
  }

  /** The sum with as many decimal places as the number with the most had. */
  toString(): string {
    const isNegative = this.#units < 0n
    const digits = String(isNegative ? -this.#units : this.#units).padStart(this.#scale + 1, '0')
    const whole = digits.slice(0, digits.length - this.#scale)
    const fraction = this.#scale === 0 ? '' : `.${digits.slice(-this.#scale)}`
    return `${isNegative ? '-' : ''}${whole}${fraction}`
  }

  #add(decimal: string, sign: bigint): void {
    const point = decimal.indexOf('.')
    if (point === -1) return this.#addUnits(sign * BigInt(decimal), 0)
    const digits = decimal.slice(0, point) + decimal.slice(point + 1)
    this.#addUnits(sign * BigInt(digits), decimal.length - point - 1)
  }

  #addUnits(units: bigint, scale: number): void {
    if (scale > this.#scale) {
      this.#units *= powerOfTen(scale - this.#scale)
      this.#scale = scale
    }
    this.#units += scale === this.#scale ? units : units * powerOfTen(this.#scale - scale)
  }
}

const powersOfTen: readonly bigint[] = Array.from({ length: 64 }, (_, exponent) => 10n ** BigInt(exponent))
const powerOfTen = (exponent: number): bigint => powersOfTen[exponent] ?? 10n ** BigInt(exponent)
