// Bodies in the format of each vendor: complete ones, whose calls are known by their ids, and the beginnings of such.

/** The vendors by the form of their answers. */
export const DIALECTS = ['telecomx', 'portasip', 'restcomm', 'mor', 'portaone', 'twilio'] as const
export type Dialect = (typeof DIALECTS)[number]
export const isDialect = (name: string): name is Dialect => DIALECTS.some((known) => known === name)

export interface Body {
  readonly contentType: string
  readonly text: string
}

/** A call in progress: its id, and when it began, in milliseconds since 1970. */
export interface ChaosCall {
  readonly id: string
  readonly startedAtMs: number
}

const json = (value: unknown): Body => ({ contentType: 'application/json', text: JSON.stringify(value) })
const xml = (text: string): Body => ({ contentType: 'text/xml', text: `<?xml version="1.0"?>${text}` })

const iso = (atMs: number): string => new Date(atMs).toISOString()
const CALLER = '+4581808888'
const CALLEE = '+4570305050'

/** `20260303T12:00:00.000` */
const sippyTime = (atMs: number): string => iso(atMs).replaceAll('-', '').replace('Z', '')
/** `2026-03-03 12:00:00`, as PortaOne writes it too. */
const morTime = (atMs: number): string => iso(atMs).slice(0, 19).replace('T', ' ')
/** `Tue, 3 Mar 2026 12:00:00 +0000` */
const rfc822Time = (atMs: number): string => new Date(atMs).toUTCString().replace('GMT', '+0000')

const member = (name: string, value: string): string => `<member><name>${name}</name><value>${value}</value></member>`

const rpcCall = ({ id, startedAtMs }: ChaosCall): string =>
  `<value><struct>${[
    member('ID', `<string>${id}</string>`),
    member('CLI', CALLER),
    member('CLD', CALLEE),
    member('CC_STATE', 'Connected'),
    member('SETUP_TIME', sippyTime(startedAtMs)),
  ].join('')}</struct></value>`

/** Every vendor's list of calls in progress. */
export const activeCalls: Readonly<Record<Dialect, (calls: readonly ChaosCall[]) => Body>> = {
  telecomx: (calls) =>
    json({
      total: calls.length,
      sessions: calls.map(({ id, startedAtMs }) => ({
        callId: id,
        aNumber: CALLER,
        bNumber: CALLEE,
        direction: 'O',
        started: iso(startedAtMs),
      })),
    }),
  portasip: (calls) =>
    xml(
      '<methodResponse><params><param><value><array><data>' +
        `${calls.map(rpcCall).join('')}</data></array></value></param></params></methodResponse>`,
    ),
  restcomm: (calls) =>
    json({
      LiveCalls: calls.length,
      LiveCallDetails: calls.map(({ id, startedAtMs }) => ({
        sid: id,
        State: 'IN_PROGRESS',
        from: CALLER,
        to: CALLEE,
        date_created: rfc822Time(startedAtMs),
      })),
    }),
  mor: (calls) =>
    xml(
      `<page><active_calls>${calls
        .map(
          ({ id, startedAtMs }) =>
            `<active_call><id>${id}</id><status>Answered</status><answer_time>${morTime(startedAtMs)}</answer_time>` +
            `<src>${CALLER}</src><dst>${CALLEE}</dst></active_call>`,
        )
        .join('')}</active_calls></page>`,
    ),
  twilio: (calls) =>
    json({
      page: 0,
      page_size: 1000,
      next_page_uri: null,
      calls: calls.map(({ id, startedAtMs }) => ({
        sid: id,
        account_sid: 'demo-account',
        from: CALLER,
        to: CALLEE,
        status: 'in-progress',
        direction: 'inbound',
        date_created: rfc822Time(startedAtMs),
        start_time: rfc822Time(startedAtMs),
      })),
    }),
  portaone: (calls) =>
    json({
      active_session_list: calls.map(({ id, startedAtMs }) => ({
        i_active_session: id,
        CLI: CALLER,
        CLD: CALLEE,
        connect_time: morTime(startedAtMs),
      })),
    }),
}

/** What a log-in gives, at the paths of the vendors that have one. */
export const LOG_INS: Readonly<Record<string, Body>> = {
  '/rest/Session/login': json({ access_token: 'chaos-token', expires_in: 3600 }),
}

/** A page of Restcomm's records of calls. */
export const restcommPage = (calls: readonly ChaosCall[], total: number): Body =>
  json({
    page: 0,
    num_pages: total,
    page_size: calls.length,
    total,
    calls: calls.map(({ id, startedAtMs }) => ({
      sid: id,
      from: CALLER,
      to: CALLEE,
      status: 'COMPLETED',
      direction: 'inbound',
      duration: 1,
      date_created: rfc822Time(startedAtMs),
      start_time: iso(startedAtMs),
      end_time: iso(startedAtMs + 1000),
    })),
  })

/** An error inside a success answer, as each vendor has it; with a text that clients must not see. */
export const errorsInSuccess: Readonly<Record<Dialect, (text: string) => Body>> = {
  telecomx: (text) => json({ error: { message: text, code: 'internal_error', status: 500 } }),
  portasip: (text) =>
    xml(
      '<methodResponse><params><param><value><struct>' +
        `${member('result', text)}</struct></value></param></params></methodResponse>`,
    ),
  restcomm: (text) => json({ message: text }),
  mor: (text) => xml(`<page><!-- ${text} --><status><error>Server was not found</error></status></page>`),
  portaone: (text) => json({ faultcode: 'Server.BillingSession.failed', faultstring: text }),
  twilio: (text) => json({ code: 20404, message: text, status: 404 }),
}

/** An XML-RPC fault whose members are not what the specification says. */
export const oddFault = (text: string): Body =>
  xml(
    `<methodResponse><fault><value><struct>${[
      member('faultCode', `<string>${text}</string>`),
      member('faultString', '<nil/>'),
      member('__proto__', `<struct>${member('polluted', text)}</struct>`),
      member('detail', `<array><data><value>${text}</value><value><boolean>1</boolean></value></data></array>`),
    ].join('')}</struct></value></fault></methodResponse>`,
  )
