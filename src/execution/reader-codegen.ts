import {
  GraphQLBoolean,
  GraphQLFloat,
  GraphQLID,
  GraphQLInt,
  type GraphQLLeafType,
  GraphQLString,
  isEnumType,
} from 'graphql'
import type { FieldPlan, ReadObject, ValuePlan } from './plan.js'

// Generates the code that reads the plain part of an object: each property once, in one object literal, with one
// type check per field. It reports no errors: for any value that does not match its type it throws BAILOUT, and the
// object is read again field by field, which locates the error.

/** Thrown by generated code; never leaves this folder. */
const BAILOUT: unique symbol = Symbol('bailout')

/** @param apart fields that are completed later: they are null in the right order. */
export function generateReader(fields: readonly FieldPlan[], apart: ReadonlySet<FieldPlan>): ReadObject {
  const code = new Generator()
  const main = code.object(fields, apart)
  return code.link(main)
}

/** Collects generated functions and the constants that they use, both named by number. */
class Generator {
  readonly #functions: string[] = []
  readonly #constants: unknown[] = []

  /** The name of a function that reads an object. */
  object(fields: readonly FieldPlan[], apart: ReadonlySet<FieldPlan> = new Set()): string {
    const reads: string[] = []
    const entries = fields.map((field, at) => {
      // As a plain key it would set the prototype.
      const key = field.key === '__proto__' ? `['__proto__']` : JSON.stringify(field.key)
      if (apart.has(field)) return `${key}: null`
      if (field.definition === null) return `${key}: ${JSON.stringify(field.parentType.name)}`
      reads.push(`const v${at} = source.${field.definition.name}`)
      return `${key}: ${this.#value(field.value, `v${at}`)}`
    })
    return this.#function('source', `${reads.join('\n')}\nreturn { ${entries.join(',\n')} }`)
  }

  link(main: string): ReadObject {
    const names = this.#constants.map((_, at) => `c${at}`)
    const body = `'use strict'\nconst bail = () => { throw BAILOUT }\n${this.#functions.join('\n')}\nreturn ${main}`
    return new Function('BAILOUT', ...names, body)(BAILOUT, ...this.#constants)
  }

  #function(parameter: string, body: string): string {
    const name = `f${this.#functions.length}`
    this.#functions.push(`function ${name}(${parameter}, counter) {\n${body}\n}`)
    return name
  }

  #value(plan: ValuePlan, variable: string): string {
    const absent = plan.nonNull ? 'bail()' : `(${variable} == null ? null : bail())`
    return `${this.#fits(plan, variable)} : ${absent}`
  }

  /** `test ? value`, for a value that is not null. */
  #fits(plan: ValuePlan, variable: string): string {
    switch (plan.kind) {
      case 'leaf':
        return this.#leaf(plan.type, variable)
      case 'list':
        return `Array.isArray(${variable}) ? ${this.#list(plan.of)}(${variable}, counter)`
      case 'object':
        return `typeof ${variable} === 'object' && ${isThere(variable)} ? ${this.object(plan.object.fields)}(${variable}, counter)`
      case 'abstract':
        return 'false ? null'
    }
  }

  #list(of: ValuePlan): string {
    const item = this.#value(of, 'item')
    return this.#function(
      'list',
      `counter.${of.kind === 'leaf' ? 'leaves' : 'objects'}(list.length)
       const made = new Array(list.length)
       for (let at = 0; at < list.length; at++) { const item = list[at]; made[at] = ${item} }
       return made`,
    )
  }

  #leaf(type: GraphQLLeafType, variable: string): string {
    const isAsItIs = AS_IT_IS.get(type.name)
    if (isAsItIs !== undefined) return `${isAsItIs(variable)} ? ${variable}`
    if (isEnumType(type) && type.getValues().every(({ name, value }) => name === value)) {
      const names = this.#constant(new Set(type.getValues().map(({ name }) => name)))
      return `${names}.has(${variable}) ? ${variable}`
    }
    const serialize = this.#constant((value: unknown) => type.serialize(value))
    return `${isThere(variable)} ? (${serialize}(${variable}) ?? bail())`
  }

  #constant(value: unknown): string {
    this.#constants.push(value)
    return `c${this.#constants.length - 1}`
  }
}

/** Neither null, nor a promise of a value, nor an error in place of one, nor a method that returns one. */
const isThere = (variable: string): string =>
  `(typeof ${variable} === 'string' || ${variable} != null && typeof ${variable} !== 'function' && typeof ${variable}.then !== 'function' && !(${variable} instanceof Error))`

/** Values that the built-in scalars serialize unchanged; any other value goes to the scalar itself. */
const AS_IT_IS: ReadonlyMap<string, (variable: string) => string> = new Map([
  [GraphQLString.name, (value) => `typeof ${value} === 'string'`],
  [GraphQLID.name, (value) => `typeof ${value} === 'string'`],
  [GraphQLBoolean.name, (value) => `typeof ${value} === 'boolean'`],
  [GraphQLInt.name, (value) => `typeof ${value} === 'number' && (${value} | 0) === ${value}`],
  [GraphQLFloat.name, (value) => `typeof ${value} === 'number' && ${value} - ${value} === 0`],
])
