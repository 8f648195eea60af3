import { registerEnumType } from 'type-graphql'

/** A GraphQL enum whose internal values are its names; the description of every value is required. */
export function enumOf<const Values extends Record<string, string>>(
  name: string,
  description: string,
  values: Values,
): { readonly [K in keyof Values & string]: K } {
  const entries = Object.keys(values).map((value) => [value, value] as const)
  const enumObject = Object.fromEntries(entries)
  registerEnumType(enumObject, {
    name,
    description,
    valuesConfig: Object.fromEntries(Object.entries(values).map(([value, text]) => [value, { description: text }])),
  })
  return enumObject as { readonly [K in keyof Values & string]: K }
}

/** The type of an enum that was made by enumOf. */
export type ValueOf<T> = T[keyof T]
