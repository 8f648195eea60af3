// How graphql-js treats values.

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null

/** Reads a property as the default resolver of graphql-js does; the caller calls it if it is a method. */
export const readProperty = (source: unknown, name: string): unknown =>
  isObject(source) || typeof source === 'function' ? Reflect.get(source, name) : undefined

/** @throws what the type throws for a value that it does not represent. */
export function serialize(
  type: { serialize(value: unknown): unknown; readonly name: string },
  value: unknown,
): unknown {
  const made = type.serialize(value)
  if (made === null || made === undefined) throw new Error(`Expected \`${type.name}.serialize()\` to return a value.`)
  return made
}

export function isPromise(value: unknown): value is Promise<unknown> {
  if (!isObject(value) && typeof value !== 'function') return false
  const { then }: { readonly then?: unknown } = value
  return typeof then === 'function'
}

export const isIterable = (value: unknown): value is Iterable<unknown> =>
  isObject(value) && typeof Reflect.get(value, Symbol.iterator) === 'function'

/** Sets a key of a result object. An alias may be `__proto__`, for which an assignment would set the prototype. */
export function setEntry(object: Record<string, unknown>, key: string, value: unknown): void {
  if (key === '__proto__')
    Object.defineProperty(object, key, { value, enumerable: true, writable: true, configurable: true })
  else object[key] = value
}
