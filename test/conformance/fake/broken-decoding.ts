// C9, C10, C12, C13, C17, each broken.

import type { Row } from '../../../adapters/contract.js'
import { fake } from './adapter.js'
import { type Broken, declaring, kit, withCalls } from './breaking.js'

export const decodingBroken: readonly Broken[] = [
  [
    'C9',
    'a rule behind one that takes its errors',
    'never reached',
    declaring((declaration) => ({
      ...declaration,
      faults: [...declaration.faults, { when: { httpStatus: 503 }, code: 'THROTTLED', meaning: 'wait' }],
    })),
  ],
  [
    'C9',
    'a rule for everything',
    'leaves no error undeclared',
    declaring((declaration) => ({
      ...declaration,
      faults: [...declaration.faults, { when: {}, code: 'REJECTED', meaning: 'no' }],
    })),
  ],
  [
    'C9',
    'a pattern that fits everything',
    'an undeclared error with HTTP 200 is REJECTED',
    declaring((declaration) => ({
      ...declaration,
      faults: [...declaration.faults, { when: { text: /a/ }, code: 'REJECTED', meaning: 'no' }],
    })),
  ],
  [
    'C10',
    'a decoder that takes anything for an empty list',
    'given an empty body: was taken for an answer',
    withCalls(() => ({ decode: () => ({ write: () => {}, end: () => ({ rows: [], total: 0 }) }) })),
  ],
  [
    'C10',
    'a decoder that throws what it likes',
    'threw SyntaxError',
    withCalls(({ decode }) => ({
      decode: (head) => {
        const inner = decode(head)
        return { write: (text) => inner.write(JSON.stringify(JSON.parse(text))), end: () => inner.end() }
      },
    })),
  ],
  [
    'C10',
    'a decoder that replaces prototypes',
    'the prototype of a row was replaced',
    withCalls(({ decode }) => ({
      decode: (head) => {
        const inner = decode(head)
        const assigned = (row: Row): Row => {
          const copy: Record<string, unknown> = {}
          for (const [name, value] of Object.entries(row)) copy[name] = value
          return copy
        }
        return {
          write: (text) => inner.write(text),
          end: () => ({ total: null, rows: inner.end().rows.map(assigned) }),
        }
      },
    })),
  ],
  ['C12', 'a manual that cannot be opened', 'is no URL', { ...kit, adapter: { ...fake, manual: 'see the wiki' } }],
  [
    'C13',
    'a reader that trusts its row',
    'vendorStatus of object throws',
    withCalls(({ fields }) => ({
      fields: {
        ...fields,
        vendorStatus: {
          from: ['end'],
          read: (row) => `${Object.keys(row['end'] ?? {}).length}`.trim() + String(row['end']).trim(),
        },
      },
    })),
  ],
  [
    'C13',
    'undefined for absent',
    'is undefined',
    withCalls(({ fields }) => ({
      fields: {
        ...fields,
        vendorStatus: { from: ['end'], read: (row) => JSON.parse(JSON.stringify([row['end']]))[1] },
      },
    })),
  ],
  [
    'C13',
    'a time that is none',
    'is no time and not null',
    withCalls(() => ({ orderTime: (row) => Date.parse(String(row['started'])) })),
  ],
  [
    'C17',
    'a decoder that forgets what came before',
    'read otherwise than the whole',
    withCalls(() => ({
      decode: () => {
        let last = ''
        return { write: (text) => void (last = text), end: () => ({ rows: [{ id: last.slice(0, 3) }], total: 1 }) }
      },
    })),
  ],
]
