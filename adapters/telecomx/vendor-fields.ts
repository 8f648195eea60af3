// The fields of the vendor's condensed objects, from the tables of its documents.

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

/** Fields that only the condensed SIP account has. */
export const CONDENSED_ONLY_SIP_ACCOUNT = ['ratePlanName', 'voiceUsage'] as const

/**
 * The condensed SIP account. It does not contain the customer. The document's example also shows `defaultNumber`, which
 * is not in its table, so the full form is requested if that field is selected.
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
