// Where the simulated switch writes differently from npm xmlrpc, and which calls it refuses.

import { describe, expect, test } from 'vitest'
import type { WorldCall } from '../../../../adapters/simulation/contract.js'
import { callSince, openSwitch } from './switch.js'

describe('on the wire', () => {
  const list = (members = '') =>
    `<methodCall><methodName>listAllCalls</methodName><params><param><value><struct>${members}</struct></value></param></params></methodCall>`
  const ofRoot = '<member><name>i_customer</name><value><int>1</int></value></member>'
  const bodyOf = (calls: WorldCall[], body = list(ofRoot)) => openSwitch(calls).answer(body).body

  test('the declaration and the values of an array are on separate lines; ids come as text or int, text without a tag', () => {
    const lines = bodyOf([callSince(4, 60), callSince(5, 60)]).split('\n')
    expect(lines[0]).toBe('<?xml version="1.0"?>')
    expect(lines[1]).toMatch(/^<methodResponse><params><param><value><array><data><value><struct>.*<\/value>$/)
    expect(lines[1]).toContain('<name>CLI</name><value>4581808888</value>')
    expect(lines[1]).toContain('<name>I_CUSTOMER</name><value><string>2</string></value>')
    expect(lines[2]).toContain('<name>I_CUSTOMER</name><value><int>2</int></value>')
    expect(lines.slice(3)).toEqual([''])
  })

  test('an empty list is an empty element with two tags', () => {
    expect(bodyOf([])).toBe(
      '<?xml version="1.0"?>\n<methodResponse><params><param><value><array><data></data></array></value></param></params></methodResponse>\n',
    )
  })

  test('text has entities and no CDATA section, with a tag and without', () => {
    expect(bodyOf([callSince(5, 60, { sipCallId: 'a&b<c>]]>"', callee: 'x&y' })])).toMatch(
      /<value><string>x&amp;y<\/string><\/value>.*<value>a&amp;b&lt;c&gt;]]&gt;"<\/value>/,
    )
    const unknown = '<methodCall><methodName>a&lt;b</methodName></methodCall>'
    expect(bodyOf([], unknown)).toContain('<name>faultString</name><value><string>unknown method a&lt;b</string>')
  })

  test.each([
    ['an int beyond 32 bits', '<value><int>4294967296</int></value>'],
    ['a double', '<value><double>1.5</double></value>'],
    ['a boolean in words', '<value><boolean>true</boolean></value>'],
    ['an array', '<value><array><data/></array></value>'],
    ['a tag that is not XML-RPC', '<value><ex:nil/></value>'],
  ])('%s is refused as an argument', (_, value) => {
    expect(bodyOf([], list(`${ofRoot}<member><name>i_account</name>${value}</member>`))).toContain(
      'malformed XML-RPC call',
    )
  })

  test('a parameter that is no struct is refused', () => {
    const call =
      '<methodCall><methodName>listAllCalls</methodName><params><param><value>1</value></param></params></methodCall>'
    expect(bodyOf([], call)).toContain('malformed XML-RPC call')
  })
})
