// SIP accounts as TelecomX writes them, after the examples of its document, with what each becomes in the graph.

export const ID = '1234567890ABCDEF12345678'

/** What both forms of the document's example say. */
const trunkRow = {
  _id: ID,
  active: true,
  name: 'Primary trunk CPH',
  numbers: ['+4570305050', '+4570305051', '+4570305052', '+4580808080'],
  ratePlan: '1234567890ABCDEF1234BBBB',
  status: 'ON',
  connection: 'IP_AUTH_REG',
  username: 'demo-user',
  ipAddress: '198.51.100.10',
  failover: '+4588888888@198.51.100.123',
  usageBlock: false,
}
export const condensedTrunkRow = {
  ...trunkRow,
  ratePlanName: 'Standard SIP account',
  alwaysFailover: true,
  pbx: null,
  voiceUsage: [
    { date: '2013-12-01T00:00:00.000Z', secsOutHomeland: 5400 },
    { date: '2014-01-01T00:00:00.000Z', secsOutHomeland: '0' },
    { date: 'January', secsOutHomeland: 1 },
  ],
}
export const fullTrunkRow = {
  ...trunkRow,
  customer: '1234567890ABCDEF1234CCCC',
  type: 'SIP',
  highRate: true,
  international: true,
  address: '1234567890ABCDEF1234DDDD',
  newRatePlan: null,
  parentSipAccount: null,
  pbx: 0,
  notes: 'A note about the SIP account',
  custom: null,
  sipServer: '192.0.2.4',
  userAgent: 'Asterisk 1.8.13',
  contact: 'demo-user@198.51.100.10:5060',
  password: 'demo-sip-password',
  port: null,
  countries: null,
  clipSA: true,
  stripDkCountryCode: true,
  prefixMobileOriginated: true,
  alwaysFailover: false,
  invoicedUntil: '2014-01-01T00:00:00.000Z',
  defaultNumber: '+4580808080',
  alwaysDefaultNumber: false,
  alwaysSecretNumber: false,
}
/** A PBX trunk has none of what a client has; booleans and numbers as text. */
export const pbxTrunkRow = {
  _id: '1234567890ABCDEF12345679',
  customer: '1234567890ABCDEF1234CCCC',
  active: 'false',
  name: '',
  type: 'SIP',
  ratePlan: '1234567890ABCDEF1234BBBB',
  newRatePlan: '1234567890ABCDEF1234BBBC',
  parentSipAccount: ID,
  pbx: '7',
  custom: { crm: { id: 12, vip: true } },
  billingCustomer: '1234567890ABCDEF1234EEEE',
}
export const mobileClientRow = {
  _id: '1234567890ABCDEF1234567A',
  connection: 'COUNTRY_AUTH_REG',
  status: 'MAYBE',
  numbers: ['0045', '+4570305059'],
  countries: 'DK, SE,',
  port: '5062',
  custom: 'not an object',
}

/** A record of an account that says nothing but its id. */
export const NOTHING = {
  name: null, active: null, type: null, numbers: [], status: 'UNKNOWN', connection: null, customer: null,
  billingCustomer: null, ratePlan: null, newRatePlanId: null, addressId: null, parentSipAccountId: null, pbx: null,
  isPbxTrunk: false, notes: null, custom: null, sipServer: null, userAgent: null, contact: null, username: null,
  password: null, ipAddress: null, port: null, countries: [], clipSpecialArrangement: null, stripDkCountryCode: null,
  prefixMobileOriginated: null, highRate: null, international: null, failover: null, alwaysFailover: null,
  usageBlock: null, defaultNumber: null, alwaysDefaultNumber: null, alwaysSecretNumber: null, invoicedUntil: null,
  voiceUsage: [],
}
const trunk = {
  ...NOTHING,
  nativeId: ID,
  name: 'Primary trunk CPH',
  active: true,
  numbers: ['+4570305050', '+4570305051', '+4570305052', '+4580808080'],
  status: 'ON',
  connection: 'IP_AUTH_REG',
  ratePlan: { id: '1234567890ABCDEF1234BBBB', name: null },
  username: 'demo-user',
  ipAddress: '198.51.100.10',
  failover: '+4588888888@198.51.100.123',
  usageBlock: false,
}
export const condensedTrunk = {
  ...trunk,
  ratePlan: { id: '1234567890ABCDEF1234BBBB', name: 'Standard SIP account' },
  alwaysFailover: true,
  voiceUsage: [
    { date: '2013-12-01T00:00:00.000Z', secondsOutHomeland: 5400 },
    { date: '2014-01-01T00:00:00.000Z', secondsOutHomeland: 0 },
  ],
}
export const fullTrunk = {
  ...trunk,
  customer: { nativeId: '1234567890ABCDEF1234CCCC', name: null },
  type: 'SIP',
  highRate: true,
  international: true,
  addressId: '1234567890ABCDEF1234DDDD',
  pbx: 0,
  notes: 'A note about the SIP account',
  sipServer: '192.0.2.4',
  userAgent: 'Asterisk 1.8.13',
  contact: 'demo-user@198.51.100.10:5060',
  password: 'demo-sip-password',
  clipSpecialArrangement: true,
  stripDkCountryCode: true,
  prefixMobileOriginated: true,
  alwaysFailover: false,
  invoicedUntil: '2014-01-01T00:00:00.000Z',
  defaultNumber: '+4580808080',
  alwaysDefaultNumber: false,
  alwaysSecretNumber: false,
}
export const pbxTrunk = {
  ...NOTHING,
  nativeId: '1234567890ABCDEF12345679',
  active: false,
  type: 'SIP',
  customer: { nativeId: '1234567890ABCDEF1234CCCC', name: null },
  billingCustomer: { nativeId: '1234567890ABCDEF1234EEEE', name: null },
  ratePlan: { id: '1234567890ABCDEF1234BBBB', name: null },
  newRatePlanId: '1234567890ABCDEF1234BBBC',
  parentSipAccountId: ID,
  pbx: 7,
  isPbxTrunk: true,
  custom: { crm: { id: 12, vip: true } },
}
export const mobileClient = {
  ...NOTHING,
  nativeId: '1234567890ABCDEF1234567A',
  numbers: ['0045', '+4570305059'],
  connection: 'COUNTRY_AUTH_REG',
  countries: ['DK', 'SE'],
  port: 5062,
}
