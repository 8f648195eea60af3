// The outcome of each misbehaviour: a source's status and code, by the format of its answers.

import type { ErrorCode } from '../../schema/enums.js'
import { DIALECTS, type Dialect } from './dialects.js'
import type { Misbehaviour } from './misbehaviours.js'

/**
 * OK: the rows are there, and nothing is wrong with them that could be reported. PARTIAL: rows are there, and what is
 * wrong is reported (PROTOCOL).
 */
export type Outcome = 'OK' | 'PARTIAL' | ErrorCode

const everywhere = (outcome: Outcome): Record<Dialect, Outcome> => ({
  telecomx: outcome,
  portasip: outcome,
  restcomm: outcome,
  mor: outcome,
  portaone: outcome,
  twilio: outcome,
})

/** None is left out; a dialect is, where it does not have this misbehaviour. */
export const OUTCOMES: Readonly<Record<Misbehaviour, Readonly<Partial<Record<Dialect, Outcome>>>>> = {
  'hangs-before-head': everywhere('DEADLINE'),
  'hangs-after-head': everywhere('DEADLINE'),
  'hangs-in-body': everywhere('DEADLINE'),
  drips: everywhere('DEADLINE'),
  'status-500': everywhere('UNAVAILABLE'),
  'status-503': everywhere('UNAVAILABLE'),
  'status-429': everywhere('THROTTLED'),
  reset: everywhere('UNREACHABLE'),
  'half-a-body': everywhere('UNREACHABLE'),
  'half-a-document': everywhere('PROTOCOL'),
  'length-too-long': everywhere('UNREACHABLE'),
  'length-too-short': everywhere('PROTOCOL'),
  'gzip-bomb': everywhere('TOO_LARGE'),
  'gzip-cut-short': everywhere('PROTOCOL'),
  'xml-bomb': everywhere('PROTOCOL'),
  doctype: everywhere('PROTOCOL'),
  'one-long-tag': { ...everywhere('TOO_LARGE'), portasip: 'PROTOCOL', mor: 'PROTOCOL' },
  'one-tag-often': { ...everywhere('TOO_LARGE'), portasip: 'PROTOCOL' },
  'deep-nesting': everywhere('PROTOCOL'),
  // In XML the bytes are in a value, and repaired; JSON is read strictly.
  'wrong-charset': { ...everywhere('PROTOCOL'), portasip: 'OK', mor: 'OK' },
  'unknown-charset': everywhere('PROTOCOL'),
  'login-page': everywhere('PROTOCOL'),
  'error-in-200': {
    telecomx: 'UNAVAILABLE',
    portasip: 'REJECTED',
    restcomm: 'PROTOCOL',
    mor: 'REJECTED',
    portaone: 'UNAVAILABLE',
    twilio: 'PROTOCOL',
  },
  'odd-fault': { portasip: 'REJECTED' },
  'same-page-for-ever': { telecomx: 'PARTIAL' },
  'first-page-for-ever': { telecomx: 'PARTIAL' },
  'clock-years-off': everywhere('OK'),
  'retry-after-years-off': everywhere('UNAVAILABLE'),
  redirect: everywhere('PROTOCOL'),
}

const NAMES = Object.keys(OUTCOMES) as readonly Misbehaviour[]

/** Every misbehaviour with every dialect that has it, and its outcome. */
export const CASES: readonly (readonly [Misbehaviour, Dialect, Outcome])[] = NAMES.flatMap((name) =>
  DIALECTS.flatMap((dialect) => {
    const outcome = OUTCOMES[name][dialect]
    return outcome === undefined ? [] : [[name, dialect, outcome] as const]
  }),
)
