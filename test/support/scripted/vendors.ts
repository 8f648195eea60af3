// Systems of all vendors at one port, each under its name: any credentials are taken, and every list has one row.

import {
  morCall,
  morDevicesPage,
  morPage,
  morRecordPage,
  morUserPage,
  morUsersPage,
  portaoneList,
  restcommCall,
  restcommList,
  rpcList,
  rpcRecords,
  type SentAnswer,
  type SentRow,
  telecomxList,
  twilioCall,
  twilioList,
} from './answers.js'
import { type ScriptedRequest, type ScriptedServer, startScriptedServer } from './scripted-server.js'

/** A request in the terms of the vendor's document. */
export interface SeenRequest {
  readonly vendor: string
  readonly operation: string
  readonly parameters: readonly (readonly [name: string, value: string])[]
}

/** What the scripted systems answer; called for every request. */
export interface Script {
  row(vendor: string, operation: string): SentRow
  /** Merged into the envelope of a list. */
  envelope(vendor: string, operation: string): SentRow
  /** The body of the answer to an action, or a count. */
  answer?(vendor: string, operation: string): string
}

export interface ScriptedVendors extends ScriptedServer {
  /** The requests, without log-ins; the test empties it. */
  readonly seen: SeenRequest[]
}

export async function startScriptedVendors(script: Script): Promise<ScriptedVendors> {
  const seen: SeenRequest[] = []
  const server = await startScriptedServer((request, response) => {
    const [, vendor = '', ...rest] = request.path.split('/')
    const path = `/${rest.join('/')}`
    if (path === '/auth/login')
      return void response
        .writeHead(200, { 'content-type': 'application/json' })
        .end('{"token":"scripted-token","expiresInMinutes":15}')
    if (path === '/rest/Session/login')
      return void response
        .writeHead(200, { 'content-type': 'application/json' })
        .end('{"access_token":"scripted-token","expires_in":900}')
    const asked = toSeen(vendor, path, request)
    seen.push(asked)
    const { contentType, body } = answerTo(asked, path, script)
    response.writeHead(200, { 'content-type': contentType }).end(body)
  })
  return { ...server, seen }
}

const MEMBER = /<member><name>([^<]*)<\/name><value>(?:<\w+>)?([^<]*)(?:<\/\w+>)?<\/value><\/member>/g

function toSeen(vendor: string, path: string, { method, query, body }: ScriptedRequest): SeenRequest {
  switch (vendor) {
    case 'portasip': {
      const operation = /<methodName>(\w+)<\/methodName>/.exec(body)?.[1] ?? ''
      const members = [...body.matchAll(MEMBER)]
      return { vendor, operation, parameters: members.map(([, name = '', value = '']) => [name, value]) }
    }
    case 'portaone': {
      const { params }: { readonly params?: object } = Object(JSON.parse(body))
      const parameters = Object.entries(params ?? {}).map(([name, value]) => [name, String(value)] as const)
      return { vendor, operation: path.slice('/rest/'.length), parameters }
    }
    case 'mor':
      return { vendor, operation: path.slice('/api/'.length), parameters: [...new URLSearchParams(body)] }
    case 'restcomm': {
      const sid = /^\/Calls\/(\w+)/.exec(path)?.[1]
      if (sid !== undefined) return { vendor, operation: `${method} /Calls/{CallSid}`, parameters: [['CallSid', sid]] }
      return { vendor, operation: `${method} /Calls`, parameters: [...query, ...new URLSearchParams(body)] }
    }
    case 'twilio': {
      const sid = /\/Calls\/(\w+)\.json$/.exec(path)?.[1]
      const parameters = [...query, ...new URLSearchParams(body)]
      if (sid === undefined) return { vendor, operation: `${method} /Calls`, parameters }
      return { vendor, operation: `${method} /Calls/{Sid}`, parameters: [['Sid', sid], ...parameters] }
    }
    default:
      return { vendor, operation: `${method} ${path}`, parameters: [...query] }
  }
}

function answerTo({ vendor, operation, parameters }: SeenRequest, path: string, script: Script): SentAnswer {
  const envelope = script.envelope(vendor, operation)
  const row = (form = '') => script.row(vendor, `${operation}${form}`)
  const format = path.includes('.json') ? 'json' : 'xml'
  switch (`${vendor} ${operation}`) {
    case 'telecomx GET /sbc/session':
    case 'telecomx GET /sip': {
      const isFull = parameters.some(([name, value]) => name === 'full' && value === 'true')
      return telecomxList(path === '/sip' ? 'sipAccounts' : 'sessions', row(isFull ? ' full=true' : ''), envelope)
    }
    case 'telecomx GET /customer':
      return telecomxList('customers', row(), envelope)
    case 'portasip listCustomers':
      return rpcRecords(row(), 'customers')
    case 'portasip listAccounts':
      return rpcRecords(row(), 'accounts')
    case 'mor users_get':
      return morUsersPage(row())
    case 'mor user_details_get':
      return morUserPage(row())
    case 'mor devices_get':
      return morDevicesPage(row())
    case 'portasip listActiveCalls':
    case 'portasip listAllCalls':
      return rpcList(row())
    case 'portasip getAccountCDRs':
    case 'portasip getCustomerCDRs':
      return rpcRecords(row())
    case 'portaone Customer/get_customer_xdrs':
      return portaoneList('xdr_list', row(), envelope)
    case 'portaone BillingSession/get_active_sessions_list':
      return portaoneList('active_session_list', row(), envelope)
    case 'portaone Account/get_account_list':
      return portaoneList('account_list', row(), envelope)
    case 'portaone Customer/get_customer_list':
      return portaoneList('customer_list', row(), envelope)
    case 'restcomm GET /Calls':
      return restcommList(format, row(), envelope)
    case 'restcomm GET /Calls/{CallSid}':
      return restcommCall(format, row())
    case 'twilio GET /Calls':
      return twilioList(row(), envelope)
    case 'twilio GET /Calls/{Sid}':
      return twilioCall(row())
    case 'twilio POST /Calls':
    case 'twilio POST /Calls/{Sid}':
    case 'restcomm POST /Calls':
      return { contentType: 'application/json', body: script.answer?.(vendor, operation) ?? '' }
    case 'portasip disconnectCall':
    case 'portasip disconnectAccount':
    case 'portasip disconnectCustomer':
    case 'portasip getAccountCallStats':
      return { contentType: 'text/xml', body: script.answer?.(vendor, operation) ?? '' }
    case 'mor user_calls_get':
      return typeof envelope['content'] === 'string' ? morPage(envelope['content']) : morRecordPage(row(), envelope)
    case 'mor active_calls_get':
      return morPage(typeof envelope['content'] === 'string' ? envelope['content'] : morCall(row()))
    default:
      throw new Error(`nothing is scripted for ${operation} of ${vendor}`)
  }
}
