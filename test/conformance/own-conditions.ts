// With which values the audit tries the conditions that only one vendor supports.

import { MorCallType, PortaSipRecordType } from '../../schema/record-enums.js'
import { ids, some, texts } from '../../src/conformance/candidates.js'
import type { OwnConditions, PlainRecord } from '../../src/conformance/rules/rule.js'

const BOTH = [true, false]
const both = () => BOTH
const PREFIX = { samples: ['4570%'] }
const beginnings =
  (...path: readonly string[]) =>
  (records: readonly PlainRecord[]): readonly string[] =>
    some(texts(records, ...path), 6).flatMap((text) => [text, `${text.slice(0, 5)}%`, `${text.slice(0, 2)}%`])

export const portasipConditions: OwnConditions = {
  'portasip.type': { samples: ['NON_ZERO', 'ERRORS'], candidates: () => Object.keys(PortaSipRecordType) },
  'portasip.recursive': { samples: [false], candidates: both },
  'portasip.allStates': { samples: [true], candidates: both },
  'portasip.vendorId': { samples: [3], candidates: () => [1, 2, 3] },
  'portasip.connectionId': { samples: [4], candidates: () => [1, 2, 3, 4] },
  'portasip.nodeId': { samples: ['node-1'], candidates: ids(['portasip', 'nodeId']) },
}

export const morConditions: OwnConditions = {
  'mor.callType': { samples: ['ANSWERED', 'NO_ANSWER'], candidates: () => Object.keys(MorCallType) },
  'mor.country': { samples: ['Denmark'], candidates: ids(['mor', 'directionName']) },
  'mor.didPrefix': { ...PREFIX, candidates: beginnings('callee', 'number') },
  'mor.destinationPrefix': { ...PREFIX, candidates: beginnings('mor', 'localizedDestination') },
  'mor.sourcePrefix': { ...PREFIX, candidates: beginnings('caller', 'number') },
  'mor.userId': { candidates: ids(['mor', 'userId']) },
  'mor.destinationUserId': { candidates: ids(['mor', 'destinationUserId']) },
  'mor.deviceId': { candidates: ids(['mor', 'sourceDevice', 'id']), beside: { path: 'mor.userId', value: '5' } },
  'mor.destinationDeviceId': {
    candidates: ids(['mor', 'destinationDevice', 'id']),
    beside: { path: 'mor.destinationUserId', value: '5' },
  },
  'mor.providerId': { candidates: (records) => [...ids(['mor', 'providerId'])(records), '1', '2'] },
  'mor.hangupCauseId': { candidates: () => ['17', '18', '20', '999'] },
}

/** Those of all vendors. */
export const ownConditions: OwnConditions = { ...portasipConditions, ...morConditions }
