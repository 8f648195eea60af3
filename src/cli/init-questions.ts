import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { AnyAdapter } from '../../adapters/contract.js'
import { checkDraft, type Draft, type DraftSource, withValue } from '../config/draft.js'
import { type SignInWay, type SourceField, sourceForm } from '../config/source-form.js'
import type { CheckText, Prompts } from './prompts.js'
import type { Environment } from './serve-until-stopped.js'

/** What the answers make: the configuration, and secrets that are written into separate files. */
export interface Answers {
  readonly draft: Draft
  /** By path, relative to the configuration. */
  readonly secrets: Readonly<Record<string, string>>
}

export interface Surroundings {
  readonly environment: Environment
  /** The folder of the configuration. */
  readonly directory: string
  /** Every vendor that can be chosen. */
  readonly adapters: readonly AnyAdapter[]
}

/** Keys that matter at once in most installations, so that they are questions although they may be left out. */
const ASKED = new Set(['timeZone', 'region'])
const DEFAULT_PORT = '4000'

/**
 * Asks for one or more systems and the port.
 * @param modules those that some of the adapters are from.
 */
export async function askForConfiguration(
  prompts: Prompts,
  surroundings: Surroundings,
  modules: readonly string[] = [],
): Promise<Answers> {
  const sources: DraftSource[] = []
  const secrets: Record<string, string> = {}
  do {
    const questions = new SourceQuestions(prompts, surroundings, sources, secrets)
    sources.push(await questions.ask())
  } while (await isYes(prompts, 'Add another system?'))
  const check: CheckText = (value) =>
    faultAt({ server: { port: toNumber(value) }, modules, sources }, ['server', 'port'], surroundings)
  const port = await prompts.text('The port that the gateway listens on', { initial: DEFAULT_PORT, check })
  return { draft: { server: port === DEFAULT_PORT ? {} : { port: Number(port) }, modules, sources }, secrets }
}

async function isYes(prompts: Prompts, message: string): Promise<boolean> {
  const choices = [
    { value: 'no', label: 'No' },
    { value: 'yes', label: 'Yes' },
  ]
  return (await prompts.choose(message, choices)) === 'yes'
}

/** The questions about one system. */
class SourceQuestions {
  #source: DraftSource

  constructor(
    private readonly prompts: Prompts,
    private readonly surroundings: Surroundings,
    private readonly others: readonly DraftSource[],
    private readonly secrets: Record<string, string>,
  ) {
    const [adapter] = surroundings.adapters
    if (adapter === undefined) throw new Error('there is no adapter')
    this.#source = { name: '', adapter, keys: {} }
  }

  async ask(): Promise<DraftSource> {
    const { adapters } = this.surroundings
    const choices = adapters.map(({ vendor, title }) => ({ value: vendor, label: title }))
    const vendor = await this.prompts.choose('Which system is it?', choices)
    const adapter = adapters.find((candidate) => candidate.vendor === vendor) ?? this.#source.adapter
    const name = await this.prompts.text('A name for it, which is part of ids and logs', {
      initial: this.others.some((other) => other.name === vendor) ? '' : vendor,
      check: (value) => this.#checkName(value),
    })
    this.#source = { name, adapter, keys: {} }
    const { ways, own, common } = sourceForm(adapter)
    for (const field of common.filter(({ isRequired }) => isRequired)) await this.#askFor(field)
    const way = await this.#chooseWay(ways)
    for (const field of way?.fields ?? []) await this.#askFor(field)
    for (const field of own) if (field.isRequired || ASKED.has(field.path.join('.'))) await this.#askFor(field)
    return this.#source
  }

  #checkName(name: string): string | undefined {
    if (this.others.some((other) => other.name === name)) return 'another system has this name'
    return this.#faultAt({ ...this.#source, name }, [])
  }

  async #chooseWay(ways: readonly SignInWay[]): Promise<SignInWay | undefined> {
    if (ways.length <= 1) return ways[0]
    const choices = ways.map(({ description }, at) => ({ value: String(at), label: description }))
    return ways[Number(await this.prompts.choose('How does the gateway sign in?', choices))]
  }

  async #askFor(field: SourceField): Promise<void> {
    const { path, description, isRequired, isSecret, isNumber, fallback } = field
    const message = `${path.join('.')}: ${description}${isRequired ? '' : ' (may be left empty)'}`
    const isEmpty = (value: string) => value === '' && !isRequired
    const toValue = (value: string) => (isNumber ? toNumber(value) : value)
    const check: CheckText = (value) =>
      isEmpty(value) ? undefined : this.#faultAt(this.#with(path, toValue(value)), path)
    const initial = fallback === undefined ? '' : String(fallback)
    const value = isSecret
      ? await this.#askForSecret(field, message)
      : await this.prompts.text(message, { initial, check })
    if (!isEmpty(value) && value !== initial) this.#source = this.#with(path, toValue(value))
  }

  /** Returns a reference, since the secret itself is never part of the configuration; empty when it is left out. */
  async #askForSecret({ path, isRequired }: SourceField, message: string): Promise<string> {
    const file = `secrets/${[this.#source.name, ...path.slice(-1)].join('-')}`
    const isFree = !existsSync(join(this.surroundings.directory, file))
    const how = await this.prompts.choose(message, [
      isFree
        ? { value: 'typed', label: `Type it now; it is stored in ${file}, which only you can read` }
        : { value: 'kept', label: `Use the file ${file}, which is there already` },
      { value: 'environment', label: 'It is in an environment variable' },
      { value: 'file', label: 'It is in another file, such as a mounted secret' },
      ...(isRequired ? [] : [{ value: 'none', label: 'Leave it out' }]),
    ])
    if (how === 'none') return ''
    if (how === 'kept') return `\${file:${file}}`
    if (how === 'typed') {
      this.secrets[file] = await this.prompts.secret(`${path.join('.')} (not shown)`)
      return `\${file:${file}}`
    }
    if (how === 'file') return `\${file:${await this.#askForPlace('The path of the file', '', /^[^{}]+$/)}}`
    const variable = file
      .slice('secrets/'.length)
      .replace(/[^A-Za-z0-9]/g, '_')
      .toUpperCase()
    return `\${${await this.#askForPlace('The name of the variable', variable, /^[A-Za-z_]\w*$/)}}`
  }

  #askForPlace(message: string, initial: string, form: RegExp): Promise<string> {
    return this.prompts.text(message, {
      initial,
      check: (value) => (form.test(value) ? undefined : 'is not a valid name'),
    })
  }

  #with(path: readonly string[], value: unknown): DraftSource {
    return { ...this.#source, keys: withValue(this.#source.keys, path, value) }
  }

  #faultAt(source: DraftSource, path: readonly string[]): string | undefined {
    return faultAt({ server: {}, modules: [], sources: [source] }, ['sources', source.name, ...path], this.surroundings)
  }
}

/** What is wrong at exactly this place; a draft has other faults until it is complete. */
function faultAt(draft: Draft, path: readonly string[], surroundings: Surroundings): string | undefined {
  const place = JSON.stringify(path)
  return checkDraft(draft, surroundings).faults.find((fault) => JSON.stringify(fault.path) === place)?.message
}

/** The text itself where it is no number: the check then says what is expected. */
const toNumber = (text: string): unknown => (/^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text)
