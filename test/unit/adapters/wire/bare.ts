import { expect } from 'vitest'

/** Whether an object inherits no member: a vendor's `__proto__` or `constructor` is its own member, or is not there. */
export function expectNothingInherited(value: unknown): void {
  for (let from: unknown = Object.getPrototypeOf(value); from !== null; from = Object.getPrototypeOf(from))
    expect(Reflect.ownKeys(Object(from))).toEqual([])
}
