import type { ListName } from '../../../adapters/contract.js'

/**
 * A value for each list of each source. The key is the source and not its declaration, which several sources may share.
 */
export class PerList<Value> {
  readonly #values = new Map<object, Map<ListName, Value>>()

  get(source: object, list: ListName): Value | undefined {
    return this.#values.get(source)?.get(list)
  }

  set(source: object, list: ListName, value: Value): this {
    const lists = this.#values.get(source) ?? new Map<ListName, Value>()
    this.#values.set(source, lists.set(list, value))
    return this
  }
}
