import type { Prompts } from '../../../src/cli/prompts.js'

/** Answers questions in their order; a text that is refused is followed by the next answer, as at a terminal. */
export class ScriptedPrompts implements Prompts {
  /** Every question, with what was offered, and every refusal. */
  readonly seen: string[] = []
  readonly #answers: string[]

  constructor(answers: readonly string[]) {
    this.#answers = [...answers]
  }

  get unused(): readonly string[] {
    return this.#answers
  }

  readonly text: Prompts['text'] = async (message, { initial = '', check }) => {
    this.seen.push(`${message} [${initial}]`)
    for (;;) {
      const answer = this.#next(message)
      const value = answer === '' ? initial : answer
      const fault = check(value)
      if (fault === undefined) return value
      this.seen.push(`refused: ${fault}`)
    }
  }

  readonly secret: Prompts['secret'] = async (message) => {
    this.seen.push(message)
    return this.#next(message)
  }

  readonly choose: Prompts['choose'] = async (message, choices) => {
    this.seen.push(`${message} (${choices.map(({ value }) => value).join(', ')})`)
    const answer = this.#next(message)
    if (!choices.some(({ value }) => value === answer)) throw new Error(`${answer} is no choice of: ${message}`)
    return answer
  }

  #next(message: string): string {
    const answer = this.#answers.shift()
    if (answer === undefined) throw new Error(`no answer to: ${message}`)
    return answer
  }
}
