// The calls of `wire.ts` as the graph returns them.

const party = (number: string, e164: string | null = null) => ({
  number,
  e164,
  name: null,
  anonymous: number === 'anonymous',
})

const notTold = { answeredAt: null, endedAt: null, mor: null }

export const ringing = {
  ...notTold,
  nativeId: '960',
  sipCallId: 'd84b2a8b-44f79741@192.0.2.11',
  caller: party('801'),
  callee: party('812'),
  direction: 'OUTBOUND',
  startedAt: '2021-08-22T10:11:52.000Z',
  durationSeconds: 0,
  setupDelaySeconds: 6.102700465,
  state: 'RINGING',
  vendorState: 'ARComplete',
  accountId: '3',
  customer: { nativeId: '1', name: null },
  portasip: {
    connectionId: 1,
    environmentId: 1,
    callerMediaIp: '198.51.100.7',
    calleeMediaIp: '198.51.100.54',
    vendorDirection: 'vendor',
    nodeId: 'node-12345678',
  },
}

export const connected = {
  ...notTold,
  nativeId: '944',
  sipCallId: 'c80634fb-6f7ad6fd@192.0.2.22',
  caller: party('+4581808888', '+4581808888'),
  callee: party('004580808080', '+4580808080'),
  direction: 'INTERNAL',
  startedAt: '2021-08-22T10:12:52.000Z',
  durationSeconds: 22.704463777,
  setupDelaySeconds: 2.233400465,
  state: 'CONNECTED',
  vendorState: 'Connected',
  accountId: '223',
  customer: { nativeId: '1', name: null },
  portasip: {
    connectionId: 2,
    environmentId: 1,
    callerMediaIp: '198.51.100.2',
    calleeMediaIp: '198.51.100.49',
    vendorDirection: 'onnet_in',
    nodeId: 'node-12345678',
  },
}

/** As read for Denmark, the region of the example `digest`. */
export const unauthenticated = {
  ...notTold,
  nativeId: '1001',
  sipCallId: 'a<b&c@192.0.2.33',
  caller: party('anonymous'),
  callee: party('70305050', '+4570305050'),
  direction: 'UNKNOWN',
  startedAt: '2021-08-22T10:13:00.250Z',
  durationSeconds: 0,
  setupDelaySeconds: 0,
  state: 'SETUP',
  vendorState: 'WaitAuth',
  accountId: null,
  customer: null,
  portasip: {
    connectionId: null,
    environmentId: 1,
    callerMediaIp: null,
    calleeMediaIp: null,
    vendorDirection: null,
    nodeId: null,
  },
}

export const older = {
  ...notTold,
  nativeId: '12',
  sipCallId: 'f1@192.0.2.44',
  caller: party('0045 70 30 50 50', '+4570305050'),
  callee: party('00123'),
  direction: 'UNKNOWN',
  startedAt: null,
  durationSeconds: 1.25,
  setupDelaySeconds: 0.5,
  state: 'UNKNOWN',
  vendorState: 'Parked',
  accountId: '7',
  customer: { nativeId: '5', name: null },
  portasip: {
    connectionId: 1,
    environmentId: 1,
    callerMediaIp: null,
    calleeMediaIp: null,
    vendorDirection: 'sideways',
    nodeId: null,
  },
}
