import { expect, test } from 'vitest'
import { readNumberCondition } from '../../../../adapters/values/number-condition.js'

test.each([
  ['70305050', 'DK', { kind: 'complete', e164: '+4570305050' }],
  [' tel:+4570305050 ', undefined, { kind: 'complete', e164: '+4570305050' }],
  ['004570305050', undefined, { kind: 'complete', e164: '+4570305050' }],
  ['+45 70', 'DK', { kind: 'prefix', digits: '4570' }],
  ['0045', undefined, { kind: 'prefix', digits: '45' }],
  ['70-30', 'DK', { kind: 'part', digits: '7030' }],
  ['0570', 'DK', { kind: 'part', digits: '0570' }],
  [' Anonymous', 'DK', { kind: 'text', text: 'Anonymous' }],
  ['Åse 7', 'DK', { kind: 'text', text: 'Åse 7' }],
  ['+', 'DK', null],
  ['00', undefined, null],
  [' ', undefined, null],
  ['%_', 'DK', null],
] as const)('%j in %j is read as %j', (text, region, condition) => {
  expect(readNumberCondition(text, region)).toEqual(condition)
})
