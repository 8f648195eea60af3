// What goes over the wire, byte for byte.

import type { Golden } from '../../../src/conformance/golden.js'

/** A request as `renderRequest` prints it: the method, and the members of its struct as XML. */
export const asked = (method: string, members: string): string =>
  'POST \naccept: text/xml\ncontent-type: text/xml\n\n' +
  `<?xml version="1.0"?><methodCall><methodName>${method}</methodName><params><param><value><struct>${members}` +
  '</struct></value></param></params></methodCall>'

export const intMember = (name: string, value: number): string =>
  `<member><name>${name}</name><value><int>${value}</int></value></member>`
export const stringMember = (name: string, value: string): string =>
  `<member><name>${name}</name><value><string>${value}</string></value></member>`
export const booleanMember = (name: string, value: 0 | 1): string =>
  `<member><name>${name}</name><value><boolean>${value}</boolean></value></member>`

/** A response of the switch with one value, given as XML. */
export const answered = (value: string): NonNullable<Golden['response']> => ({
  status: 200,
  contentType: 'text/xml',
  // Sippy's own library writes CRLF and tabs between the elements.
  body: [
    '<?xml version="1.0"?>',
    '<methodResponse>',
    '\t<params>',
    `\t\t<param>${value}</param>`,
    '\t</params>',
    '</methodResponse>',
    '',
  ].join('\r\n'),
})

export const faulted = (code: number, text: string): NonNullable<Golden['response']> => ({
  status: 200,
  contentType: 'text/xml',
  body: `<?xml version="1.0"?>
<methodResponse><fault><value><struct>
  <member><name>faultCode</name><value><int>${code}</int></value></member>
  <member><name>faultString</name><value><string>${text}</string></value></member>
</struct></value></fault></methodResponse>`,
})

export const listOf = (...values: readonly string[]): string =>
  `<value><array><data>${values.join('\n')}</data></array></value>`

/** The first call of the manual's sample, in the mix of types of facts.md 2.1. */
export const RINGING = `<value><struct>
  <member><name>CLI</name><value>801</value></member>
  <member><name>I_CONNECTION</name><value><int>1</int></value></member>
  <member><name>CLD</name><value><string>812</string></value></member>
  <member><name>CALL_ID</name><value>d84b2a8b-44f79741@192.0.2.11</value></member>
  <member><name>DELAY</name><value><double>6.10270046500000003</double></value></member>
  <member><name>DURATION</name><value><int>0</int></value></member>
  <member><name>CC_STATE</name><value>ARComplete</value></member>
  <member><name>I_ACCOUNT</name><value><int>3</int></value></member>
  <member><name>ID</name><value><string>960</string></value></member>
  <member><name>I_CUSTOMER</name><value><string>1</string></value></member>
  <member><name>I_ENVIRONMENT</name><value><string>1</string></value></member>
  <member><name>CALLER_MEDIA_IP</name><value><string>198.51.100.7</string></value></member>
  <member><name>CALLEE_MEDIA_IP</name><value><string>198.51.100.54</string></value></member>
  <member><name>SETUP_TIME</name><value>20210822T10:11:52.000</value></member>
  <member><name>DIRECTION</name><value><string>vendor</string></value></member>
  <member><name>NODE_ID</name><value>node-12345678</value></member>
</struct></value>`

/** The second call of the sample, with real numbers and every id as another type. */
export const CONNECTED = `<value><struct>
  <member><name>CLI</name><value><string>+4581808888</string></value></member>
  <member><name>I_CONNECTION</name><value><string>2</string></value></member>
  <member><name>CLD</name><value>004580808080</value></member>
  <member><name>CALL_ID</name><value>c80634fb-6f7ad6fd@192.0.2.22</value></member>
  <member><name>DELAY</name><value><double>2.23340046500000003</double></value></member>
  <member><name>DURATION</name><value><double>22.70446377700000127</double></value></member>
  <member><name>CC_STATE</name><value><string>Connected</string></value></member>
  <member><name>I_ACCOUNT</name><value>223</value></member>
  <member><name>ID</name><value>944</value></member>
  <member><name>I_CUSTOMER</name><value><int>1</int></value></member>
  <member><name>I_ENVIRONMENT</name><value><int>1</int></value></member>
  <member><name>CALLER_MEDIA_IP</name><value>198.51.100.2</value></member>
  <member><name>CALLEE_MEDIA_IP</name><value>198.51.100.49</value></member>
  <member><name>SETUP_TIME</name><value><string>20210822T10:12:52.000</string></value></member>
  <member><name>DIRECTION</name><value>onnet_in</value></member>
  <member><name>NODE_ID</name><value>node-12345678</value></member>
</struct></value>`

/** Just received: not authenticated, so nil is what there is to say of the account; a switch that has no NODE_ID. */
export const UNAUTHENTICATED = `<value><struct>
  <member><name>CLI</name><value>anonymous</value></member>
  <member><name>I_CONNECTION</name><value><nil/></value></member>
  <member><name>CLD</name><value>70305050</value></member>
  <member><name>CALL_ID</name><value>a&lt;b&amp;c@192.0.2.33</value></member>
  <member><name>DELAY</name><value><int>0</int></value></member>
  <member><name>DURATION</name><value><int>0</int></value></member>
  <member><name>CC_STATE</name><value>WaitAuth</value></member>
  <member><name>I_ACCOUNT</name><value><nil/></value></member>
  <member><name>ID</name><value><string>1001</string></value></member>
  <member><name>I_CUSTOMER</name><value><nil/></value></member>
  <member><name>I_ENVIRONMENT</name><value><int>1</int></value></member>
  <member><name>CALLER_MEDIA_IP</name><value/></member>
  <member><name>CALLEE_MEDIA_IP</name><value><nil/></value></member>
  <member><name>SETUP_TIME</name><value>20210822T10:13:00.250</value></member>
  <member><name>DIRECTION</name><value><nil/></value></member>
</struct></value>`

/** A switch from before 2022 reports neither SETUP_TIME nor NODE_ID; its state is one that nobody knows yet. */
export const OLDER = `<value><struct>
  <member><name>CLI</name><value>0045 70 30 50 50</value></member>
  <member><name>I_CONNECTION</name><value><int>1</int></value></member>
  <member><name>CLD</name><value>00123</value></member>
  <member><name>CALL_ID</name><value>f1@192.0.2.44</value></member>
  <member><name>DELAY</name><value><double>0.5</double></value></member>
  <member><name>DURATION</name><value><double>1.25</double></value></member>
  <member><name>CC_STATE</name><value>Parked</value></member>
  <member><name>I_ACCOUNT</name><value><int>7</int></value></member>
  <member><name>ID</name><value><int>12</int></value></member>
  <member><name>I_CUSTOMER</name><value><int>5</int></value></member>
  <member><name>I_ENVIRONMENT</name><value><int>1</int></value></member>
  <member><name>DIRECTION</name><value>sideways</value></member>
</struct></value>`
