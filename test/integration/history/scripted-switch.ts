// A switch with the Sippy dialect that has just the records a test gives it, written without the library, so that
// fifty thousand of them are quick. It pages, in an order that means nothing, and finds records by their set-up.

import { type ScriptedServer, startScriptedServer } from '../../support/scripted/scripted-server.js'

export interface SwitchRecord {
  readonly id: number
  readonly setUpMs: number
  /** 0: it was not answered. */
  readonly talkSeconds: number
  /** A SIP code, or 0 for a call that was answered; null: the switch does not say. */
  readonly result: number | null
  /** Whether it rang before it ended. */
  readonly rang?: boolean
  readonly cost?: string
  readonly currency?: string
  readonly accountId?: number
  readonly callee?: string
  readonly country?: string
  readonly description?: string
  readonly vendor?: string
}

export interface ScriptedSwitch extends ScriptedServer {
  /** Records between two times, oldest first. */
  records: (fromMs: number, toMs: number) => readonly SwitchRecord[]
  /** How many answers with records were sent, and how many records. */
  readonly sent: { answers: number; records: number }
  /** Called before each answer; the answer is an HTTP error with this status unless it is null. */
  fate: (answers: number) => number | null | Promise<number | null>
}

const [DAYS, MONTHS] = ['Sun Mon Tue Wed Thu Fri Sat', 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'].map((names) =>
  names.split(' '),
)
const two = (number: number): string => String(number).padStart(2, '0')

/** `09:57:29.000 GMT Sun Mar 01 2026` */
export function writeTime(epochMs: number): string {
  const at = new Date(epochMs)
  const clock = at.toISOString().slice(11, 23)
  return `${clock} GMT ${DAYS?.[at.getUTCDay()]} ${MONTHS?.[at.getUTCMonth()]} ${two(at.getUTCDate())} ${at.getUTCFullYear()}`
}
function readTime(text: string): number {
  const [, clock = '', month = '', day = '', year = ''] = /^(\S+) GMT \w+ (\w+) (\d+) (\d+)$/.exec(text) ?? []
  return Date.parse(`${year}-${two(1 + (MONTHS?.indexOf(month) ?? 0))}-${day}T${clock}Z`)
}

const member = (name: string, type: string, value: string): string =>
  `<member><name>${name}</name><value><${type}>${value}</${type}></value></member>`

export function writeRecord(record: SwitchRecord): string {
  const { id, setUpMs, talkSeconds, result, rang = true, cost = '0', currency, vendor } = record
  const { accountId = 3, callee = '442079460189', country = 'UNITED KINGDOM', description = 'London' } = record
  const connectMs = setUpMs + 5000
  const isAnswered = talkSeconds > 0
  return `<value><struct>${[
    member('i_cdr', 'string', String(id)),
    member('i_account', 'int', String(accountId)),
    member('i_call', 'string', String(id)),
    member('call_id', 'string', `call-${id}@192.0.2.10`),
    member('setup_time', 'string', writeTime(setUpMs)),
    member('connect_time', 'string', isAnswered ? writeTime(connectMs) : ''),
    member('disconnect_time', 'string', writeTime(connectMs + talkSeconds * 1000)),
    member('duration', 'double', String(talkSeconds)),
    member('billed_duration', 'int', String(Math.ceil(talkSeconds))),
    member('cost', 'string', cost),
    ...(currency === undefined ? [] : [member('payment_currency', 'string', currency)]),
    ...(vendor === undefined ? [] : [member('vendor_name', 'string', vendor)]),
    ...(rang ? [member('pdd1xx', 'double', '0.8')] : []),
    member('delay', 'double', '5'),
    member('cli', 'string', '4570305006'),
    member('cld', 'string', callee),
    member('country', 'string', country),
    member('description', 'string', description),
    ...(result === null ? [] : [member('result', 'int', String(result))]),
  ].join('')}</struct></value>`
}

const parameter = (body: string, name: string): string =>
  new RegExp(`<name>${name}</name><value><\\w+>([^<]*)<`).exec(body)?.[1] ?? ''

/** @param write the record as XML; prewritten ones are quicker. */
export async function startScriptedSwitch(
  write: (record: SwitchRecord) => string = writeRecord,
): Promise<ScriptedSwitch> {
  const answer = async (body: string): Promise<{ readonly status: number; readonly text: string }> => {
    const status = await site.fate(site.sent.answers)
    if (status !== null) return { status, text: '' }
    const [from, to] = ['start_date', 'end_date'].map((name) => readTime(parameter(body, name)))
    const found = body.includes('getAccountCDRs') ? site.records(from ?? 0, to ?? 0) : []
    const offset = Number(parameter(body, 'offset'))
    const page = found.slice(offset, offset + Number(parameter(body, 'limit')))
    site.sent.answers++
    site.sent.records += page.length
    const cdrs = `<member><name>cdrs</name><value><array><data>${page.map(write).join('')}</data></array></value></member>`
    const struct = `<struct>${member('result', 'string', 'OK')}${cdrs}</struct>`
    return {
      status: 200,
      text: `<?xml version="1.0"?><methodResponse><params><param><value>${struct}</value></param></params></methodResponse>`,
    }
  }
  const server = await startScriptedServer((request, response) => {
    void answer(request.body).then(({ status, text }) => {
      response.writeHead(status, { 'content-type': 'text/xml' }).end(text)
    })
  })
  const site: ScriptedSwitch = {
    ...server,
    records: () => [],
    sent: { answers: 0, records: 0 },
    fate: () => null,
  }
  return site
}

/** The keys of a source for it; it needs no password. */
export const keysOf = ({ origin }: ScriptedSwitch): Readonly<Record<string, unknown>> => ({
  vendor: 'portasip',
  url: `${origin}/xmlapi/xmlapi`,
  trusted: { customerId: 1 },
  retries: 0,
  staleOnError: 0,
})
