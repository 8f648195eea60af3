import { enumOf, type ValueOf } from './enum-of.js'

// Words of conditions on call records that only one vendor supports.

export const PortaSipRecordType = enumOf(
  'PortaSipRecordType',
  'Which call records a switch with the Sippy dialect returns, by its own words.',
  {
    ALL: 'All of them.',
    NON_ZERO: 'Calls with talk time.',
    NON_ZERO_AND_ERRORS: 'Calls with talk time, and calls that failed.',
    COMPLETE: 'Complete calls.',
    INCOMPLETE: 'Incomplete calls.',
    ERRORS: 'Calls that failed.',
  },
)
export type PortaSipRecordType = ValueOf<typeof PortaSipRecordType>

export const MorCallType = enumOf('MorCallType', 'The disposition of a call, by the words of MOR.', {
  ANSWERED: 'It was answered.',
  NO_ANSWER: 'Nobody answered.',
  BUSY: 'The callee was busy.',
  FAILED: 'It failed.',
})
export type MorCallType = ValueOf<typeof MorCallType>
