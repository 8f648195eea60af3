// What values are, as graphql-js takes them.

export function readProperty(source: unknown, name: string): unknown {
  return typeof source === 'object' && source !== null ? Reflect.get(source, name) : undefined
}

export function serialize(
  type: { serialize(value: unknown): unknown; readonly name: string },
  value: unknown,
): unknown {
  const made = type.serialize(value)
  if (made === null || made === undefined) throw new Error(`Expected \`${type.name}.serialize()\` to return a value.`)
  return made
}

export function isPromise(value: unknown): value is Promise<unknown> {
  if (typeof value !== 'object' || value === null) return false
  const { then }: { readonly then?: unknown } = value
  return typeof then === 'function'
}

export const isIterable = (value: unknown): value is Iterable<unknown> =>
  typeof value === 'object' && value !== null && Symbol.iterator in value

/** Sets a key of an answer's object. An alias may be `__proto__`, which an assignment would take for the prototype. */
export function setEntry(object: Record<string, unknown>, key: string, value: unknown): void {
  if (key === '__proto__')
    Object.defineProperty(object, key, { value, enumerable: true, writable: true, configurable: true })
  else object[key] = value
}
