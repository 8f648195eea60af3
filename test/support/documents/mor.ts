// Kolmisoft MOR, "MOR API active calls get".

import { argument, arrives, arrivesAsFlag, type DocumentedName, fields, mechanics } from './entry.js'

const place = { vendor: 'mor', operation: 'active_calls_get' }
const inbound = { vendor: 'mor', operation: 'active_calls_get of an inbound call' }

const isTrue = (name: string) => arrivesAsFlag(name, '1', '0')

/** "Success", in its order. The time is that of the configured zone, Europe/Vilnius. */
const call = {
  id: arrives({ nativeId: '4711' }),
  uniqueid: arrives({ 'mor.uniqueId': '1772535600.111727', startedAt: '2026-03-03T11:00:00Z' }),
  status: arrives({ vendorState: 'Answered', state: 'CONNECTED' }),
  answer_time: arrives({ answeredAt: '2026-03-03T11:00:07Z' }, '2026-03-03 13:00:07'),
  duration: arrives({ durationSeconds: 53 }, '53'),
  src: arrives({ 'caller.number': '306984327345' }),
  user_id: arrives({ 'mor.userId': '21', 'customer.nativeId': '21' }),
  user: arrives({ 'mor.user': 'Nord & Søn', 'customer.name': 'Nord & Søn' }),
  src_device_id: arrives({ 'mor.sourceDevice.id': '22', accountId: '22' }),
  device_type: arrives({ 'mor.sourceDevice.type': 'IAX2' }),
  device_extension: arrives({ 'mor.sourceDevice.extension': '0101' }),
  device_name: arrives({ 'mor.sourceDevice.name': 'main trunk' }),
  device_istrunk: isTrue('mor.sourceDevice.isTrunk'),
  device_ani: isTrue('mor.sourceDevice.ani'),
  localized_dst: arrives({ 'mor.localizedDestination': '63727007886', 'callee.number': '63727007886' }),
  direction_code: arrives({ 'mor.directionCode': 'PHL' }),
  direction_name: arrives({ 'mor.directionName': 'Philippines' }),
  destination_name: arrives({ 'mor.destinationName': 'Philippines proper' }),
  provider_id: arrives({ 'mor.providerId': '23' }),
  provider_name: arrives({ 'mor.providerName': 'Carrier A' }),
  channel: arrives({ 'mor.channel': 'SIP/192.0.2.200-c40daf10' }),
}

/** "Inbound calls have the following additional output". */
const additional = {
  dst_user_id: arrives({ 'mor.destinationUserId': '31' }),
  dst_user: arrives({ 'mor.destinationUser': 'The Name' }),
  dst_device_id: arrives({ 'mor.destinationDevice.id': '32' }),
  dst_device_type: arrives({ 'mor.destinationDevice.type': 'H323' }),
  dst_device_extension: arrives({ 'mor.destinationDevice.extension': '1010' }),
  dst_device_name: arrives({ 'mor.destinationDevice.name': '0123456789' }),
  dst_device_istrunk: isTrue('mor.destinationDevice.isTrunk'),
  dst_device_ani: isTrue('mor.destinationDevice.ani'),
}

const byMor = (name: string, condition: string, receives: string): DocumentedName =>
  argument(place, name, `activeCalls(filter: { mor: { ${condition} } })`, receives)

export const morCalls: readonly DocumentedName[] = [
  mechanics(place, 'parameter', 'u', 'the configuration: auth.username', {
    query: 'activeCalls',
    receives: 'demo-user',
  }),
  mechanics(place, 'parameter', 'hash', 'adapters/mor/mor-hash.ts: made of auth.secretKey', {
    query: 'activeCalls',
    receives: /^[0-9a-f]{40}$/,
  }),
  byMor('s_did', 'didPrefix: "%370"', '%370'),
  byMor('s_provider', 'providerId: "1"', '1'),
  byMor('s_user_id', 'userId: "2"', '2'),
  argument(place, 's_user_id', 'activeCalls(filter: { customerId: "2" })', '2'),
  byMor('s_device', 'userId: "2", deviceId: "3"', '3'),
  byMor('s_dst_user_id', 'destinationUserId: "4"', '4'),
  byMor('s_dst_device', 'destinationUserId: "4", destinationDeviceId: "5"', '5'),
  byMor('s_destination', 'destinationPrefix: "%370"', '%370'),
  byMor('s_destination_group', 'destinationGroupId: "6"', '6'),
  byMor('s_source', 'sourcePrefix: "+45"', '+45'),
  argument(place, 's_status', 'activeCalls(filter: { state: [RINGING] })', 'ringing'),
  argument(place, 's_status', 'activeCalls(filter: { state: [CONNECTED] })', 'answered'),
  byMor('s_server', 'serverId: "7"', '7'),
  byMor('s_country', 'country: "Côte d’Ivoire & co"', 'Côte d’Ivoire & co'),

  mechanics(place, 'envelope', 'active_call', 'nodes: the rows'),
  mechanics(place, 'envelope', 'page/status/error', 'the source’s report: what MOR refused'),
  mechanics(place, 'envelope', 'page/status/message', 'nodes: that there is no data is an empty list'),

  ...fields({ ...place, root: 'activeCalls.nodes' }, call),
  ...fields({ ...inbound, root: 'activeCalls.nodes' }, additional),
]
