// The same calls in progress as each vendor would write them, and as JSON: the lists that the decoders are measured by.

/** A list of calls in one vendor's writing, beside the same rows as JSON. */
export interface CallDocument {
  readonly name: 'XML-RPC' | 'MOR XML' | 'Restcomm XML'
  readonly text: string
  readonly json: string
}

type Field = readonly [name: string, value: string | number | null]

const EPOCH_MS = Date.UTC(2026, 2, 1, 9)
const startOf = (at: number): Date => new Date(EPOCH_MS - at * 1237)
const digits = (at: number, length: number): string => String((at * 7919) % 10 ** length).padStart(length, '0')
const hex = (at: number, length: number): string => (at * 2654435761).toString(16).padStart(length, '0').slice(-length)

const switchCall = (at: number): readonly Field[] => [
  ['CLI', `458180${digits(at, 4)}`],
  ['I_CONNECTION', 1 + (at % 4)],
  ['CLD', `457030${digits(at + 1, 4)}`],
  ['CALL_ID', `${hex(at, 8)}-${hex(at + 7, 8)}@192.0.2.${1 + (at % 250)}`],
  ['DELAY', 6 + (at % 997) / 1e9],
  ['DURATION', at / 1000],
  ['CC_STATE', at % 5 === 0 ? 'ARComplete' : 'Connected'],
  ['I_ACCOUNT', at % 11 === 0 ? null : 1 + (at % 40)],
  ['ID', String(at + 1)],
  ['I_CUSTOMER', String(1 + (at % 9))],
  ['I_ENVIRONMENT', '1'],
  ['CALLER_MEDIA_IP', `198.51.100.${1 + (at % 250)}`],
  ['CALLEE_MEDIA_IP', `203.0.113.${1 + (at % 250)}`],
  ['SETUP_TIME', startOf(at).toISOString().replaceAll('-', '').slice(0, -1)],
  ['DIRECTION', 'vendor'],
  ['NODE_ID', at % 2 === 0 ? 'node-12345678' : 'node-23456789'],
]

const morCall = (at: number): readonly Field[] => [
  ['id', String(at + 1)],
  ['uniqueid', `${Math.floor(startOf(at).getTime() / 1000)}.${digits(at, 6)}`],
  ['status', at % 5 === 0 ? 'Ringing' : 'Answered'],
  ['answer_time', at % 5 === 0 ? '' : startOf(at).toISOString().slice(0, 19).replace('T', ' ')],
  ['duration', at % 5 === 0 ? '' : String(at % 900)],
  ['src', `3706${digits(at, 7)}`],
  ['user_id', String(1 + (at % 9))],
  ['user', 'Test User & Søn'],
  ['src_device_id', String(1 + (at % 40))],
  ['device_type', 'SIP'],
  ['device_extension', String(100 + (at % 900))],
  ['device_name', `desk ${at % 900}`],
  ['device_istrunk', '0'],
  ['device_ani', '0'],
  ['localized_dst', `6372${digits(at + 1, 7)}`],
  ['direction_code', 'PHL'],
  ['direction_name', 'Philippines'],
  ['destination_name', 'Philippines proper'],
  ['provider_id', ''],
  ['provider_name', ''],
  ['channel', `SIP/192.0.2.200-${hex(at, 8)}`],
]

const connectCall = (at: number): readonly Field[] => [
  ['Sid', `CA${hex(at, 32)}`],
  ['DateCreated', startOf(at).toUTCString().replace('GMT', '+0000')],
  ['DateUpdated', startOf(at).toUTCString().replace('GMT', '+0000')],
  ['ParentCallSid', ''],
  ['AccountSid', `AC${hex(7, 32)}`],
  ['To', `457030${digits(at + 1, 4)}`],
  ['From', `458180${digits(at, 4)}`],
  ['PhoneNumberSid', ''],
  ['Status', 'in-progress'],
  ['StartTime', startOf(at).toISOString().replace('Z', '+00:00')],
  ['EndTime', ''],
  ['Duration', String(at % 900)],
  ['Price', ''],
  ['PriceUnit', ''],
  ['Direction', 'inbound'],
  ['AnsweredBy', ''],
  ['ApiVersion', '2012-04-24'],
  ['ForwardedFrom', ''],
  ['CallerName', 'Alice'],
  ['Uri', `/2012-04-24/Accounts/AC${hex(7, 32)}/Calls/CA${hex(at, 32)}`],
]

const escape = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')

function rpcValue(value: Field[1]): string {
  if (value === null) return '<nil/>'
  if (typeof value === 'number') return Number.isInteger(value) ? `<int>${value}</int>` : `<double>${value}</double>`
  return `<string>${escape(value)}</string>`
}
const rpcRow = (fields: readonly Field[]): string =>
  `<value><struct>\n${fields.map(([name, value]) => `<member>\n<name>${name}</name>\n<value>${rpcValue(value)}</value>\n</member>\n`).join('')}</struct></value>\n`
const element = ([name, value]: Field): string =>
  value === '' ? `    <${name}/>\n` : `    <${name}>${escape(String(value))}</${name}>\n`
const xmlRow = (name: string, fields: readonly Field[]): string => `  <${name}>\n${fields.map(element).join('')}  </${name}>\n`

const DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'

/** The lists of so many calls each. */
export function callDocuments(count: number): readonly CallDocument[] {
  const each = (fieldsOf: (at: number) => readonly Field[]) => Array.from({ length: count }, (_, at) => fieldsOf(at))
  const json = (rows: readonly (readonly Field[])[]): string => JSON.stringify(rows.map((row) => Object.fromEntries(row)))
  const [rpc, mor, connect] = [each(switchCall), each(morCall), each(connectCall)]
  return [
    {
      name: 'XML-RPC',
      text: `<?xml version="1.0"?>\n<methodResponse>\n<params>\n<param>\n<value><array><data>\n${rpc.map(rpcRow).join('')}</data></array></value>\n</param>\n</params>\n</methodResponse>\n`,
      json: json(rpc),
    },
    { name: 'MOR XML', text: `${DECLARATION}<page>\n${mor.map((row) => xmlRow('active_call', row)).join('')}</page>\n`, json: json(mor) },
    {
      name: 'Restcomm XML',
      text: `${DECLARATION}<RestcommResponse>\n<Calls page="0" numpages="1" pagesize="${count}" total="${count}" start="0" end="${count}">\n${connect.map((row) => xmlRow('Call', row)).join('')}</Calls>\n</RestcommResponse>\n`,
      json: json(connect),
    },
  ]
}
