// To which class of masks each text of a record belongs, and which conditions would disclose a masked text: a filter that
// finds records by a part of a number is answered digit by digit. A guard names fields and conditions that are in no table.

/** The classes of texts that a role can be shown masked. */
type MaskClass = 'phone' | 'ip' | 'notes' | 'routing'

/**
 * The classes of a text: it is masked where any of them is. none: shown to everyone who sees the record. text: the same
 * without the numbers and addresses in it. id: encrypted where it holds an address.
 */
export type FieldClass = MaskClass | readonly MaskClass[] | 'none' | 'text' | 'id'

/** By `Type.field`: every text and JSON value of a record and of its parts, and numbers that describe routing. */
export const FIELD_CLASSES: Readonly<Record<string, FieldClass>> = {
  'Party.number': 'phone',
  'Party.e164': 'phone',
  'Party.name': 'phone',
  'Party.anonymous': 'none',

  'Call.id': 'id',
  'Call.nativeId': 'id',
  'Call.sipCallId': 'ip',
  'Call.vendorStatus': 'none',
  'Call.parentCallSid': 'none',
  'Call.answeredBy': 'none',
  'Call.forwardedFrom': 'phone',
  'Call.phoneNumberSid': 'none',
  'Call.apiVersion': 'none',
  'Call.uri': 'routing',

  'Session.id': 'id',
  'Session.nativeId': 'id',
  'Session.sipCallId': 'ip',
  'Session.relatedSipCallId': 'ip',
  'Session.divertedBy': 'phone',
  'Session.sbcServer': 'routing',
  'Session.sourcePeer': 'routing',
  'Session.destinationPeer': 'routing',
  'Session.rtpProxyId': 'routing',
  'Session.rtpProxyFlags': 'routing',
  'Session.rtpStat': 'routing',
  'Session.sourceIp': 'ip',
  'Session.sourceIpType': 'routing',
  'Session.destinationIp': 'ip',
  'Session.destinationIpType': 'routing',
  'Session.mvno': 'routing',
  'Session.mvnoData': 'routing',
  'Session.endedReason': 'none',
  'Session.userAgent': 'routing',
  'Session.sourceVoiceAccountId': 'none',
  'Session.sourceRatePlanId': 'none',
  'Session.userName': 'phone',
  'Session.userLocation': 'phone',
  'Session.userExtension': 'phone',

  'ActiveCall.id': 'id',
  'ActiveCall.nativeId': 'id',
  'ActiveCall.sipCallId': 'ip',
  'ActiveCall.vendorState': 'none',
  'ActiveCall.accountId': 'none',
  'PortaSipCall.connectionId': 'routing',
  'PortaSipCall.environmentId': 'routing',
  'PortaSipCall.callerMediaIp': 'ip',
  'PortaSipCall.calleeMediaIp': 'ip',
  'PortaSipCall.vendorDirection': 'none',
  'PortaSipCall.nodeId': 'routing',
  'MorCall.uniqueId': 'none',
  'MorCall.userId': 'none',
  'MorCall.user': 'text',
  'MorCall.destinationUserId': 'none',
  'MorCall.destinationUser': 'text',
  'MorCall.localizedDestination': 'phone',
  'MorCall.directionCode': 'none',
  'MorCall.directionName': 'text',
  'MorCall.destinationName': 'text',
  'MorCall.providerId': 'routing',
  'MorCall.providerName': 'routing',
  'MorCall.channel': ['phone', 'ip', 'routing'],
  'MorDevice.id': 'none',
  'MorDevice.type': 'none',
  'MorDevice.extension': 'phone',
  'MorDevice.name': 'phone',
  'MorDevice.isTrunk': 'none',
  'MorDevice.ani': 'none',

  'SipAccount.id': 'id',
  'SipAccount.nativeId': 'id',
  'SipAccount.name': 'text',
  'SipAccount.type': 'none',
  'SipAccount.numbers': 'phone',
  'SipAccount.newRatePlanId': 'none',
  'SipAccount.addressId': 'none',
  'SipAccount.parentSipAccountId': 'none',
  'SipAccount.notes': 'notes',
  'SipAccount.custom': ['phone', 'ip', 'notes'],
  'SipAccount.sipServer': 'routing',
  'SipAccount.userAgent': 'routing',
  'SipAccount.contact': ['phone', 'ip'],
  'SipAccount.username': 'phone',
  'SipAccount.password': 'none',
  'SipAccount.ipAddress': 'ip',
  'SipAccount.countries': 'none',
  'SipAccount.port': 'ip',
  'SipAccount.failover': ['phone', 'ip', 'routing'],
  'SipAccount.defaultNumber': 'phone',
  'RatePlan.id': 'none',
  'RatePlan.name': 'text',

  'Customer.id': 'none',
  'Customer.nativeId': 'none',
  'Customer.name': 'text',
  'Money.currency': 'none',
}

/** Fields whose values are objects with texts of their own, by `Type.field`: the type of the object. */
export const PART_TYPES: Readonly<Record<string, string>> = {
  'Call.caller': 'Party',
  'Call.callee': 'Party',
  'Session.caller': 'Party',
  'Session.callee': 'Party',
  'ActiveCall.caller': 'Party',
  'ActiveCall.callee': 'Party',
  'ActiveCall.portasip': 'PortaSipCall',
  'ActiveCall.mor': 'MorCall',
  'MorCall.sourceDevice': 'MorDevice',
  'MorCall.destinationDevice': 'MorDevice',
  'SipAccount.ratePlan': 'RatePlan',
}

/**
 * By `Filter.condition`, of every condition that compares a text: a principal to whom the class is masked cannot use it. Of
 * numbers that is true for whole ones as well, because they are soon guessed.
 */
export const CONDITION_CLASSES: Readonly<Record<string, MaskClass | readonly MaskClass[] | 'none'>> = {
  'CallFilter.number': 'phone',
  'CallFilter.caller': 'phone',
  'CallFilter.callee': 'phone',
  'CallFilter.parentCallId': 'none',
  'CallFilter.customerId': 'none',
  'SessionFilter.number': 'phone',
  'SessionFilter.caller': 'phone',
  'SessionFilter.callee': 'phone',
  'SessionFilter.customerId': 'none',
  'SessionFilter.accountId': 'none',
  'SipAccountFilter.customerId': 'none',
  'SipAccountFilter.resellerId': 'none',
  'SipAccountFilter.search': ['phone', 'ip', 'notes'],
  'SipAccountFilter.number': 'phone',
  'ActiveCallFilter.number': 'phone',
  'ActiveCallFilter.caller': 'phone',
  'ActiveCallFilter.callee': 'phone',
  'ActiveCallFilter.accountId': 'none',
  'ActiveCallFilter.customerId': 'none',
  'PortaSipCallFilter.vendorId': 'routing',
  'PortaSipCallFilter.connectionId': 'routing',
  'PortaSipCallFilter.nodeId': 'routing',
  'MorCallFilter.didPrefix': 'phone',
  'MorCallFilter.providerId': 'routing',
  'MorCallFilter.userId': 'none',
  'MorCallFilter.deviceId': 'none',
  'MorCallFilter.destinationUserId': 'none',
  'MorCallFilter.destinationDeviceId': 'none',
  'MorCallFilter.destinationPrefix': 'phone',
  'MorCallFilter.destinationGroupId': 'none',
  'MorCallFilter.sourcePrefix': 'phone',
  'MorCallFilter.serverId': 'routing',
  'MorCallFilter.country': 'none',
}

/** Of what calls are grouped and sorted by, nothing is masked: a masked number keeps its country. */
export const GROUPING_CLASSES: Readonly<Record<string, 'none'>> = {
  SOURCE: 'none',
  STATE: 'none',
  ACCOUNT: 'none',
  CUSTOMER: 'none',
  DIRECTION: 'none',
  COUNTRY: 'none',
}
