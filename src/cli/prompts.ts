import type { Readable, Writable } from 'node:stream'

/** Returns what is wrong with a value; undefined when it is right. */
export type CheckText = (value: string) => string | undefined

export interface Choice {
  readonly value: string
  readonly label: string
}

/** Questions to somebody at a terminal. Every method throws when the questions are cancelled. */
export interface Prompts {
  /** @param initial what an empty answer stands for; empty for an optional value. */
  readonly text: (message: string, options: { readonly initial?: string; readonly check: CheckText }) => Promise<string>
  /** The answer is not shown. */
  readonly secret: (message: string) => Promise<string>
  /** @returns the value of the choice. */
  readonly choose: (message: string, choices: readonly Choice[]) => Promise<string>
}

/** Where questions are shown and answered; the terminal unless given. */
export interface PromptStreams {
  readonly input?: Readable
  readonly output?: Writable
}

/** Questions by @clack/prompts, which is loaded at the first one. */
export function terminalPrompts(streams: PromptStreams = {}): Prompts {
  const load = () => import('@clack/prompts')
  return {
    text: async (message, { initial = '', check }) => {
      const { text } = await load()
      const validate = (value: string | undefined) => check(value === undefined || value === '' ? initial : value)
      const hint = initial === '' ? {} : { placeholder: initial }
      return answered(await text({ ...streams, message, validate, defaultValue: initial, ...hint }))
    },
    secret: async (message) => {
      const { password } = await load()
      const validate = (value: string | undefined) => (value ? undefined : 'must not be empty')
      return answered(await password({ ...streams, message, validate }))
    },
    choose: async (message, choices) => {
      const { select } = await load()
      return answered(await select<string>({ ...streams, message, options: choices.map((choice) => ({ ...choice })) }))
    },
  }
}

/** After Ctrl-C the answer is a symbol. */
function answered(answer: string | symbol): string {
  if (typeof answer === 'string') return answer
  throw new Error('cancelled; nothing has been written')
}
