// Answers of MOR, as its document shows them; what the document leaves out is as facts, section 3, has it.

const document = (content: string): string => `<?xml version="1.0" encoding="UTF-8"?>\n${content}\n`

/** A list. The document shows one bare active_call; that a page is around it is how a public client reads it. */
export const page = (...calls: readonly string[]): string => document(`<page>\n${calls.join('\n')}\n</page>`)

/** The documented row; its address is replaced by one of the ranges for documentation. */
export const RINGING = `<active_call>
   <id>3</id>
   <uniqueid>1249298495.111727</uniqueid>
   <status>Ringing</status>
   <answer_time/>
   <duration/>
   <src>306984327345</src>
   <user_id>2</user_id>
   <user>Test User #1</user>
   <src_device_id>2</src_device_id>
   <device_type>IAX2</device_type>
   <device_extension>101</device_extension>
   <device_name>101</device_name>
   <device_istrunk>0</device_istrunk>
   <device_ani>0</device_ani>
   <localized_dst>63727007886</localized_dst>
   <direction_code>PHL</direction_code>
   <direction_name>Philippines</direction_name>
   <destination_name>Philippines proper</destination_name>
   <provider_id/><provider_name/>
   <channel>SIP/192.0.2.200-c40daf10</channel>
</active_call>`

/** An answered call, as an administrator sees it: with its provider. */
export const ANSWERED = `<active_call>
   <id>12</id>
   <uniqueid>1772355600.84</uniqueid>
   <status>Answered</status>
   <answer_time>2026-03-01 11:00:07</answer_time>
   <duration>53</duration>
   <src>4570305050</src>
   <user_id>5</user_id>
   <user>Nord &amp; S&#248;n</user>
   <src_device_id>9</src_device_id>
   <device_type>SIP</device_type>
   <device_extension>0102</device_extension>
   <device_name>main trunk</device_name>
   <device_istrunk>1</device_istrunk>
   <device_ani>1</device_ani>
   <localized_dst>4581808888</localized_dst>
   <direction_code>DNK</direction_code>
   <direction_name>Denmark</direction_name>
   <destination_name>Denmark mobile</destination_name>
   <provider_id>4</provider_id><provider_name>Carrier A</provider_name>
   <channel>SIP/198.51.100.7-00000a3c</channel>
</active_call>`

/** An inbound call with the documented additional output, in which some elements are empty. */
export const INBOUND = `<active_call>
   <id>13</id>
   <uniqueid>node1-1772355660.90</uniqueid>
   <status>Ringing</status>
   <answer_time/>
   <duration/>
   <src>anonymous</src>
   <user_id/>
   <user/>
   <src_device_id/>
   <device_type/>
   <device_extension/>
   <device_name/>
   <device_istrunk/>
   <device_ani/>
   <localized_dst>4580808080</localized_dst>
   <direction_code/>
   <direction_name/>
   <destination_name/>
   <provider_id/><provider_name/>
   <channel>SIP/203.0.113.9-00000a40</channel>
   <dst_user_id></dst_user_id>
   <dst_user>The Name</dst_user>
   <dst_device_id></dst_device_id>
   <dst_device_type>SIP</dst_device_type>
   <dst_device_extension>1010</dst_device_extension>
   <dst_device_name>0123456789</dst_device_name>
   <dst_device_istrunk>0</dst_device_istrunk>
   <dst_device_ani>0</dst_device_ani>
</active_call>`

/** The same call, from a server of before March 2024. */
export const withoutUniqueId = (call: string): string => call.replace(/ *<uniqueid>.*<\/uniqueid>\n/, '')

/** Just these elements. */
export const call = (elements: Readonly<Record<string, string>>): string =>
  `<active_call>${Object.entries(elements)
    .map(([name, text]) => `<${name}>${text}</${name}>`)
    .join('')}</active_call>`

export const NO_DATA = document(`<page>
   <status>
       <message> No data found... </message>
   </status>
</page>`)

/** Where the four shapes of an error have its text. */
export const errorShapes: Readonly<Record<string, (text: string) => string>> = {
  'status/error': (text) => document(`<status><error>${text}</error></status>`),
  'page/status/error': (text) =>
    document(`<page>\n   <status>\n       <error> ${text} </error>\n   </status>\n</page>`),
  'page/error': (text) => document(`<page><error>${text}</error></page>`),
  error: (text) => document(`<error>${text}</error>`),
}
export const parameterError = (text: string): string => errorShapes['page/status/error']?.(text) ?? ''
export const filterError = (text: string): string => errorShapes['status/error']?.(text) ?? ''
