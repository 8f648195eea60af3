import type { SipAccountStatus, SipConnectionMethod } from '../../schema/enums.js'

/** TelecomX `status`: 'ON' if the SIP client is connected or reachable, 'OFF' if unreachable. */
export const SIP_ACCOUNT_STATUSES: ReadonlyMap<string, SipAccountStatus> = new Map<string, SipAccountStatus>([
  ['ON', 'ON'],
  ['OFF', 'OFF'],
])

/** TelecomX `connection`: the method for the SIP client to connect. */
export const CONNECTION_METHODS: ReadonlyMap<string, SipConnectionMethod> = new Map<string, SipConnectionMethod>([
  ['IP_AUTH', 'IP_AUTH'],
  ['IP_AUTH_REG', 'IP_AUTH_REG'],
  ['IP', 'IP'],
  ['COUNTRY_AUTH_REG', 'COUNTRY_AUTH_REG'],
])
