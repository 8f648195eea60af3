// The forms of numbers that switches and people write: URIs, names, extensions, invisible characters.

import { expect, test } from 'vitest'
import { toParty } from '../../../../adapters/values/party.js'
import { toE164 } from '../../../../adapters/values/phone-number.js'

test.each([
  '+4570305001',
  'tel:+4570305001;ext=12',
  'tel:+45-70-30-50-01',
  'sip:+4570305001@192.0.2.7',
  'sips:+4570305001@192.0.2.7;transport=tls',
  'SIP:%2B4570305001@example.com;user=phone',
  'sip:+4570305001;phone-context=example.com@192.0.2.7',
  '"Name" <sip:+4570305001@192.0.2.7>;tag=1',
  '"<sip:+4580808080@192.0.2.7>" <sip:+4570305001@192.0.2.7>',
  '<tel:+4570305001>',
  '\u202a+45 70 30 50 01\u202c',
  '+4570305001 x136',
  '+4570305001 ext. 136',
  '+4570305001;ext=12',
  '+4570305001,,12',
  '004570305001 x136',
  '\uff0b\uff14\uff15\uff17\uff10\uff13\uff10\uff15\uff10\uff10\uff11',
])('%j has an E.164 form', (text) => {
  expect(toE164(text)).toBe('+4570305001')
})

test('a national number begins with a bracket', () => {
  expect(toE164('(202) 555-0123', 'US')).toBe('+12025550123')
})

test.each(['sip:192.0.2.7', 'sip:alice@192.0.2.7', 'sip:%zz@192.0.2.7', `+4570305001${' '.repeat(300)}x`, 'x136'])(
  '%j is no number',
  (text) => {
    expect(toE164(text, 'US')).toBeNull()
  },
)

test.each([
  ['sip:anonymous@anonymous.invalid', true],
  ['"Anonymous" <sip:anonymous@anonymous.invalid>', true],
  ['4570305010 <sip:anonymous@anonymous.invalid>', true],
  ['Restricted', true],
  ['sip:unavailable@192.0.2.7', true],
  ['sip:+4570305001@192.0.2.7', false],
  ['sip:alice@anonymous.invalid', false],
])('%j is anonymous: %j', (text, expected) => {
  expect(toParty(text, undefined).anonymous).toBe(expected)
})
