// Which fields the vendor's condensed objects have, by the tables of its documents.

/** The condensed session. The full one has all of these too. */
export const CONDENSED_SESSION = [
  'callId',
  'aNumber',
  'bNumber',
  'divertedBy',
  'sbcServer',
  'direction',
  'sourceCustomerId',
  'destinationCustomerId',
  'started',
  'answered',
  'ended',
  'mvno',
  'sourceIP',
  'destinationIP',
  'sourceIPType',
  'destinationIPType',
  'sourceCustomerName',
  'destinationCustomerName',
] as const

/** What the condensed SIP account has and the full one has not. */
export const CONDENSED_ONLY_SIP_ACCOUNT = ['ratePlanName', 'voiceUsage'] as const

/**
 * The condensed SIP account. It does not say whose account it is. The document's example also shows `defaultNumber`,
 * which its table does not have: whoever selects it is given the full form.
 */
export const CONDENSED_SIP_ACCOUNT = [
  '_id',
  'active',
  'name',
  'numbers',
  'ratePlan',
  'status',
  'connection',
  'username',
  'ipAddress',
  'failover',
  'alwaysFailover',
  'usageBlock',
  'pbx',
  ...CONDENSED_ONLY_SIP_ACCOUNT,
] as const
