// C10, C13, C17: answers that are not what they should be.

import { isDeepStrictEqual } from 'node:util'
import { VendorFault } from '../../../adapters/contract.js'
import { isRow } from '../../../adapters/wire/field-readers.js'
import { type DeclaredDecoder, decodeInPieces, decodersOf } from '../decoders.js'
import { doctypes, HOSTILE_BODIES, type HostileBody, hugeBodies, pollutions, truncations } from '../hostile-bodies.js'
import { listsOf } from '../operations.js'
import { plain } from '../records.js'
import type { ConformanceKit, Rule } from './rule.js'

type Outcome = { readonly result: unknown } | { readonly fault: VendorFault } | { readonly thrown: unknown }

function attempt(work: () => unknown): Outcome {
  try {
    return { result: work() }
  } catch (error) {
    return error instanceof VendorFault ? { fault: error } : { thrown: error }
  }
}

/** Whether a fault is one that the vendor's table has, or PROTOCOL. */
const isDocumented = ({ declaration }: DeclaredDecoder, fault: VendorFault): boolean =>
  fault.code === 'PROTOCOL' || declaration.faults.some((rule) => rule.code === fault.code)

function refusalBreach(decoder: DeclaredDecoder, { name, body }: HostileBody): readonly string[] {
  const outcome = attempt(() =>
    decodeInPieces(decoder.start, body, decoder.answers[0]?.contentType ?? 'application/json'),
  )
  const at = `${decoder.at}, given ${name}`
  if ('thrown' in outcome) return [`${at}: threw ${String(outcome.thrown).slice(0, 200)}`]
  if ('result' in outcome) return [`${at}: was taken for an answer`]
  return isDocumented(decoder, outcome.fault)
    ? []
    : [`${at}: ${outcome.fault.code}, which the fault table does not have`]
}

/** A row whose prototype was replaced shows members that are not its own. */
function isPolluted(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(isPolluted)
  if (!isRow(value)) return false
  return ('polluted' in value && !Object.hasOwn(value, 'polluted')) || Object.values(value).some(isPolluted)
}

function pollutionBreach(
  decoder: DeclaredDecoder,
  { name, body }: HostileBody,
  contentType: string,
): readonly string[] {
  const outcome = attempt(() => decodeInPieces(decoder.start, body, contentType))
  const at = `${decoder.at}, given ${name}`
  if ('thrown' in outcome) return [`${at}: threw ${String(outcome.thrown).slice(0, 200)}`]
  if (Reflect.get({}, 'polluted') !== undefined) {
    Reflect.deleteProperty(Object.prototype, 'polluted')
    return [`${at}: the prototype of all objects was polluted`]
  }
  return 'result' in outcome && isPolluted(outcome.result) ? [`${at}: the prototype of a row was replaced`] : []
}

const C10: Rule = {
  id: 'C10',
  level: 'MUST',
  title: 'survive hostile bodies: HTML, truncation, wrong root, __proto__, 10 MB, empty',
  check: (kit) => {
    const decoders = decodersOf(kit)
    const breaches = decoders.flatMap((decoder) => [
      ...HOSTILE_BODIES.flatMap((hostile) => refusalBreach(decoder, hostile)),
      ...decoder.answers.flatMap(({ body, contentType }) => [
        ...[...truncations(body), ...doctypes(body)].flatMap((hostile) => refusalBreach(decoder, hostile)),
        ...pollutions(body).flatMap((hostile) => pollutionBreach(decoder, hostile, contentType)),
      ]),
    ])
    for (const hostile of hugeBodies()) breaches.push(...decoders.flatMap((decoder) => refusalBreach(decoder, hostile)))
    return breaches
  },
}

export const HOSTILE_VALUES: readonly unknown[] = [
  undefined,
  null,
  '',
  ' ',
  'x'.repeat(100_000),
  '9'.repeat(400),
  '+',
  '\u0000',
  '\ud800',
  '__proto__',
  '-0',
  '1e999',
  '2026-02-31T25:61:61Z',
  0,
  -0,
  -1,
  2 ** 53,
  1e300,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  true,
  false,
  {},
  { a: {} },
  { toString: null },
  Object.create(null),
  [],
  [[]],
  [null],
  [{}],
  [Number.NaN, '', 'a'],
]

/** Rows in which every vendor field that is read holds the same nonsense. */
export const hostileRow = (names: readonly string[], value: unknown): Record<string, unknown> =>
  Object.fromEntries(names.map((name) => [name, value]))

const shown = (value: unknown): string =>
  typeof value === 'string'
    ? JSON.stringify(value.slice(0, 30))
    : Array.isArray(value)
      ? 'an array'
      : String(typeof value)

const C13: Rule = {
  id: 'C13',
  level: 'MUST',
  title: 'read every field of a row of hostile values without throwing; absent is null, never undefined',
  check: ({ adapter }) =>
    adapter.examples.flatMap(({ label, declaration }) =>
      listsOf(declaration).flatMap(({ name, list }) => {
        const names = [...new Set(Object.values(list.fields).flatMap((field) => field.from))]
        return HOSTILE_VALUES.flatMap((value) => {
          const row = hostileRow(names, value)
          const fields = Object.entries(list.fields).flatMap(([field, { read }]) => {
            const outcome = attempt(() => plain(read(row)))
            const at = `${label}: ${name}.${field} of ${shown(value)}`
            if (!('result' in outcome)) return [`${at} throws`]
            return outcome.result === undefined ? [`${at} is undefined`] : []
          })
          const time = attempt(() => list.orderTime(row))
          const isTime = 'result' in time && (time.result === null || Number.isFinite(time.result))
          return isTime ? fields : [...fields, `${label}: ${name} orderTime of ${shown(value)} is no time and not null`]
        })
      }),
    ),
}

const C17: Rule = {
  id: 'C17',
  level: 'MUST',
  title: 'read the same from an answer however it is cut into pieces',
  check: (kit: ConformanceKit) =>
    decodersOf(kit).flatMap(({ at, start, answers }) =>
      answers.flatMap(({ body, contentType }) => {
        const whole = decodeInPieces(start, body, contentType)
        return [1, 2, 7, 64].flatMap((length) =>
          isDeepStrictEqual(plain(decodeInPieces(start, body, contentType, length)), plain(whole))
            ? []
            : [`${at}: pieces of ${length} characters read otherwise than the whole`],
        )
      }),
    ),
}

export const hostileBodyRules: readonly Rule[] = [C10]
export const hostileValueRules: readonly Rule[] = [C13]
export const pieceRules: readonly Rule[] = [C17]
