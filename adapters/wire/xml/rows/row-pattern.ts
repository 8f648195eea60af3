import type { ScalarType } from './scalar.js'

// A row of a list, taken apart into what is the same in other rows and what is not. Only rows are looked at that were
// read before and found sound, so that nothing is checked here but whether a row is of the plain kind.

/** What a value of a row is: text that differs from row to row, a type of XML-RPC, or the same whenever it is written so. */
export type ValueKind = ScalarType | { readonly constant: '' | null }

/** A member of a row, in the order of the document: a value, or a row in it. */
export type RowMember = (
  | { readonly name: string; readonly kind: ValueKind }
  | { readonly name: string; readonly members: readonly RowMember[] }
) & {
  /** Nobody reads it: it is checked, and nothing is made of it. */
  readonly isLeftOut?: boolean
}

export interface RowPattern {
  /** What stands before each value that differs, and behind the last. */
  readonly between: readonly string[]
  readonly members: readonly RowMember[]
}

/** Takes a row apart; null when it is not plain, so that rows like it are read tag by tag. */
export interface RowKind {
  readonly patternOf: (row: string) => RowPattern | null
  /** How much deeper than around it elements are nested in a plain row, at most. */
  readonly rise: number
}

/** Reads a text from its beginning to its end. */
export class Walk {
  #at = 0
  #from = 0
  readonly between: string[] = []
  constructor(private readonly text: string) {}

  /** What stands here, when it is of this form; null otherwise. The expression is sticky. */
  take(form: RegExp): RegExpExecArray | null {
    form.lastIndex = this.#at
    const match = form.exec(this.text)
    if (match !== null) this.#at = form.lastIndex
    return match
  }

  /** Text that differs begins here, and ends with the next tag. */
  takeValue(): void {
    this.between.push(this.text.slice(this.#from, this.#at))
    const end = this.text.indexOf('<', this.#at)
    this.#from = this.#at = end < 0 ? this.text.length : end
  }

  /** Whether everything was read. */
  ends(): boolean {
    this.between.push(this.text.slice(this.#from))
    return this.#at === this.text.length
  }

  /** Whether there is nothing but text up to the end tag of this element. */
  isValueOf(name: string): boolean {
    const end = this.text.indexOf('<', this.#at)
    return end >= 0 && this.text.startsWith(`</${name}>`, end)
  }
}

const ASCII = /^[\0-\x7e]*$/
export const toPattern = (walk: Walk, members: readonly RowMember[] | null): RowPattern | null =>
  members !== null && walk.ends() && walk.between.every((text) => ASCII.test(text))
    ? { between: walk.between, members }
    : null

export const END_TAG = /<\/[A-Za-z_][\w.-]*>/y
