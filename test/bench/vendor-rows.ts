// What the vendors of the benchmark hold, in their own dialects. No two records have the same order time, so every
// contestant that merges must come to the same order.

const EPOCH_MS = Date.UTC(2026, 2, 1)
const MAIL_DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'] as const
const MAIL_MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const

export const SESSIONS = 40_000
/** How many customers made the sessions, in turn: so many are in any page of a hundred. */
export const CUSTOMERS_WHO_CALL = 65
const CUSTOMERS = 100
const TRUNKS_OF_EACH = 2

const iso = (ms: number): string => new Date(ms).toISOString()
const hex = (kind: string, at: number): string => `${kind}${at.toString(16).toUpperCase().padStart(23, '0')}`
const customerId = (at: number): string => hex('C', at)
/** Sessions and calls by XML-RPC begin in even seconds, those by plain XML in odd ones; the first is the newest. */
const startOf = (at: number, of: number): number => EPOCH_MS + (of - at) * 2000
const national = (at: number): string => `45${String(70_300_000 + (at % 1_000_000)).padStart(8, '0')}`

/** A condensed session of TelecomX: its document's table, with text in every field that is not empty. */
export function session(at: number): string {
  const started = startOf(at, SESSIONS)
  return JSON.stringify({
    callId: `${String(at).padStart(8, '0')}@192.0.2.11`,
    aNumber: `+${national(at)}`,
    bNumber: `+${national(at + 501)}`,
    divertedBy: '',
    sbcServer: '192.0.2.3',
    direction: at % 2 === 0 ? 'I' : 'O',
    sourceCustomerId: customerId(at % CUSTOMERS_WHO_CALL),
    sourceCustomerName: `Nordlys ${at % CUSTOMERS_WHO_CALL}`,
    destinationCustomerId: '',
    started: iso(started),
    answered: iso(started + 5000),
    ended: iso(started + 95_000 + (at % 60) * 1000),
    mvno: at % 3 === 0 ? 'Telenor' : 'TDC',
    sourceIP: `192.0.2.${at % 250}`,
    sourceIPType: 'SIP',
    destinationIP: `198.51.100.${at % 250}`,
    destinationIPType: 'PEER',
  })
}

/** The SIP accounts of one customer, or of every customer of the reseller, by native id. */
export const sipAccounts = (customer: string | null, full: boolean): readonly string[] =>
  Array.from({ length: CUSTOMERS * TRUNKS_OF_EACH }, (_, at) => at)
    .filter((at) => customer === null || customerId(Math.floor(at / TRUNKS_OF_EACH)) === customer)
    .map((at) => JSON.stringify(full ? fullAccount(at) : condensedAccount(at)))

const condensedAccount = (at: number) => ({
  _id: hex('A', at),
  active: true,
  name: `Trunk ${at}`,
  numbers: [`+${national(at)}`, `+${national(at + 1)}`, `+${national(at + 2)}`],
  ratePlan: hex('B', at % 3),
  status: at % 7 === 0 ? 'OFF' : 'ON',
  connection: 'IP_AUTH',
  username: `demosip${String(at).padStart(9, '0')}`,
  ipAddress: `198.51.100.${at % 250}`,
  failover: '+4588888888@198.51.100.123',
  alwaysFailover: false,
  usageBlock: false,
  pbx: 0,
  ratePlanName: 'Standard SIP account',
  voiceUsage: Array.from({ length: 12 }, (_, month) => ({
    date: iso(Date.UTC(2025, month)),
    secsOutHomeland: (at + 3) * (month + 5) * 97,
  })),
})

function fullAccount(at: number): object {
  const { ratePlanName: _, voiceUsage: __, ...condensed } = condensedAccount(at)
  return {
    ...condensed,
    customer: customerId(Math.floor(at / TRUNKS_OF_EACH)),
    type: 'SIP',
    highRate: false,
    international: true,
    address: hex('D', at),
    newRatePlan: null,
    parentSipAccount: null,
    notes: `A note about trunk ${at}`,
    custom: null,
    sipServer: '192.0.2.20',
    userAgent: 'Asterisk 1.8.13',
    contact: `demosip@198.51.100.${at % 250}:5060`,
    password: 'demo-sip-password',
    port: 5060,
    countries: null,
    clipSA: false,
    stripDkCountryCode: true,
    prefixMobileOriginated: false,
    defaultNumber: `+${national(at)}`,
    alwaysDefaultNumber: false,
    alwaysSecretNumber: false,
    invoicedUntil: '2026-04-01T00:00:00.000Z',
  }
}

/** A call of Restcomm Connect as XStream prints it: one time in the form of mail, the other ISO with an offset. */
export function restcommCall(at: number): string {
  const started = startOf(at, SESSIONS) + 1000
  const sid = `CA${at.toString(16).padStart(32, '0')}`
  const uri = `/2012-04-24/Accounts/ACae6e420f425248d6a26948c17a9e2acf/Calls/${sid}`
  const inZone = (ms: number) => `${iso(ms + 3_600_000).slice(0, -1)}+01:00`
  const members: readonly (readonly [string, string])[] = [
    ['Sid', sid],
    ['DateCreated', mailTime(started)],
    ['DateUpdated', mailTime(started + 60_000)],
    ['ParentCallSid', ''],
    ['AccountSid', 'ACae6e420f425248d6a26948c17a9e2acf'],
    ['To', national(at + 77)],
    ['From', national(at)],
    ['PhoneNumberSid', ''],
    ['Status', 'completed'],
    ['StartTime', inZone(started)],
    ['EndTime', inZone(started + 65_000)],
    ['Duration', String(60 + (at % 60))],
    ['Price', ''],
    ['PriceUnit', 'USD'],
    ['Direction', at % 2 === 0 ? 'inbound' : 'outbound-api'],
    ['AnsweredBy', ''],
    ['ApiVersion', '2012-04-24'],
    ['ForwardedFrom', ''],
    ['CallerName', ''],
    ['Uri', uri],
  ]
  const elements = members.map(([name, text]) =>
    text === '' ? `      <${name}/>` : `      <${name}>${text}</${name}>`,
  )
  return `    <Call>\n${elements.join('\n')}\n      <SubresourceUris>\n        <Notifications>${uri}/Notifications</Notifications>\n        <Recordings>${uri}/Recordings</Recordings>\n      </SubresourceUris>\n    </Call>`
}

function mailTime(ms: number): string {
  const date = new Date(ms)
  const clock = iso(ms).slice(11, 19)
  return `${MAIL_DAYS[date.getUTCDay()]}, ${date.getUTCDate()} ${MAIL_MONTHS[date.getUTCMonth()]} ${date.getUTCFullYear()} ${clock} +0000`
}

const value = (text: string): string => `<value>${text}</value>`
const typed = (type: string, text: string): string => value(`<${type}>${text}</${type}>`)

/** An active call in a list that does not change: one of five rings, and the first is the newest. */
export const switchCall = (at: number, of: number): string =>
  switchStruct(at, startOf(at, of), at % 5 === 0 ? null : 60.25 + (at % 911))

/**
 * An active call of a Sippy switch: a struct of sixteen members, with types mixed as the switch mixes them. A call
 * without talk time rings.
 */
export function switchStruct(at: number, startedMs: number, talkSeconds: number | null): string {
  const members: readonly (readonly [string, string])[] = [
    ['CLI', value(national(at))],
    ['I_CONNECTION', typed('int', String(1 + (at % 4)))],
    ['CLD', typed('string', national(at + 33))],
    ['CALL_ID', value(`d84b2a8b-44f79741-${String(at).padStart(12, '0')}@192.0.2.11`)],
    ['DELAY', typed('double', (6.1 + (at % 97) / 1000).toFixed(17))],
    ['DURATION', talkSeconds === null ? typed('int', '0') : typed('double', talkSeconds.toFixed(17))],
    ['CC_STATE', value(talkSeconds === null ? 'ARComplete' : 'Connected')],
    ['I_ACCOUNT', typed('int', String(1 + (at % 200)))],
    ['ID', typed('string', String(100_000 + at))],
    ['I_CUSTOMER', typed('string', String(1 + (at % 65)))],
    ['I_ENVIRONMENT', typed('string', '1')],
    ['CALLER_MEDIA_IP', typed('string', `198.51.100.${1 + (at % 250)}`)],
    ['CALLEE_MEDIA_IP', typed('string', `203.0.113.${1 + (at % 250)}`)],
    ['SETUP_TIME', value(iso(startedMs).replaceAll('-', '').slice(0, -1))],
    ['DIRECTION', typed('string', at % 3 === 0 ? 'onnet_in' : 'vendor')],
    ['NODE_ID', value('node-12345678')],
  ]
  // The switch's own library writes each member on a separate line.
  return `<value><struct>\n${members.map(([name, text]) => `<member>\n<name>${name}</name>\n${text}\n</member>\n`).join('')}</struct></value>`
}

/** `09:57:29.000 GMT Sun Mar 01 2026` */
function switchTime(ms: number): string {
  const date = new Date(ms)
  const day = `${MAIL_DAYS[date.getUTCDay()]} ${MAIL_MONTHS[date.getUTCMonth()]} ${String(date.getUTCDate()).padStart(2, '0')}`
  return `${iso(ms).slice(11, 19)}.000 GMT ${day} ${date.getUTCFullYear()}`
}

/** The record of the call that a Sippy switch set up in this second of the epoch: there is one in every second. */
export function switchRecord(second: number): string {
  const answered = second * 1000 + 2000
  const talk = 60 + (second % 60)
  const string = (text: string) => typed('string', text)
  const double = (digits: string) => typed('double', digits)
  const members: readonly (readonly [string, string])[] = [
    ['i_cdr', string(String(second))],
    ['i_call', string(String(second + 7))],
    ['call_id', string(`d84b2a8b-44f79741-${second}@192.0.2.11`)],
    ['i_account', typed('int', String(1 + (second % 200)))],
    ['result', typed('int', '0')],
    ['cli', string(national(second))],
    ['cld', string(national(second + 33))],
    ['cli_in', string(national(second).slice(2))],
    ['cld_in', string(`00${national(second + 33)}`)],
    ['connect_time', string(switchTime(answered))],
    ['disconnect_time', string(switchTime(answered + talk * 1000))],
    ['duration', double((talk - 0.388).toFixed(17))],
    ['billed_duration', typed('int', String(talk))],
    ['plan_duration', typed('int', '0')],
    ['free_seconds', typed('int', '0')],
    ['grace_period', typed('int', '0')],
    ['cost', string(`0.01234567890${String(second % 1_000_000_000).padStart(9, '0')}`)],
    ['connect_fee', double('0.00000000000000000')],
    ['post_call_surcharge', double('0.00000000000000000')],
    ['accessibility_cost', double('0.00000000000000000')],
    ['price_1', double('0.00600000000000000')],
    ['price_n', double('0.00600000000000000')],
    ['interval_1', typed('int', '1')],
    ['interval_n', typed('int', '1')],
    ['prefix', string('4570')],
    ['country', string('DENMARK')],
    ['description', string('Mobile')],
    ['area_name', value('<nil/>')],
    ['delay', double('2.00000000000000000')],
    ['pdd1xx', double('0.80000000000000004')],
    ['remote_ip', string(`192.0.2.${1 + (second % 250)}`)],
    ['protocol', string('SIP')],
    ['user_agent', string('pbx/1.0')],
    ['release_source', string('caller')],
    ['lrn_cld', value('<nil/>')],
    ['lrn_cld_in', value('<nil/>')],
    ['p_asserted_id', value('<nil/>')],
    ['remote_party_id', value('<nil/>')],
  ]
  return `<value><struct>\n${members.map(([name, text]) => `<member>\n<name>${name}</name>\n${text}\n</member>\n`).join('')}</struct></value>`
}

/** An active call of Kolmisoft MOR, as its template prints it. */
export function morCall(at: number, of: number): string {
  const started = startOf(at, of) + 1000
  const talks = at % 5 !== 0
  const elements: readonly (readonly [string, string])[] = [
    ['id', String(500_000 + at)],
    ['uniqueid', `${started / 1000}.${at}`],
    ['status', talks ? 'Answered' : 'Ringing'],
    [
      'answer_time',
      talks
        ? iso(started + 4000)
            .slice(0, 19)
            .replace('T', ' ')
        : '',
    ],
    ['duration', talks ? String(30 + (at % 900)) : ''],
    ['src', national(at)],
    ['user_id', String(2 + (at % 65))],
    ['user', `Nordlys &amp; Co ${at % 65}`],
    ['src_device_id', String(2 + (at % 200))],
    ['device_type', 'SIP'],
    ['device_extension', String(1000 + (at % 200))],
    ['device_name', `trunk-${at % 200}`],
    ['device_istrunk', '0'],
    ['device_ani', '0'],
    ['localized_dst', national(at + 44)],
    ['direction_code', 'DNK'],
    ['direction_name', 'Denmark'],
    ['destination_name', 'Denmark mobile'],
    ['provider_id', '1'],
    ['provider_name', 'Provider 1'],
    ['channel', `SIP/192.0.2.200-${at.toString(16).padStart(8, '0')}`],
  ]
  const lines = elements.map(([name, text]) => (text === '' ? `    <${name}/>` : `    <${name}>${text}</${name}>`))
  return `  <active_call>\n${lines.join('\n')}\n  </active_call>`
}
