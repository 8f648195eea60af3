// The golden exchanges of all vendors.

import type { Golden } from '../../src/conformance/golden.js'
import * as morCalls from './mor/golden-calls.js'
import * as morUsers from './mor/golden-users.js'
import * as morOthers from './mor/goldens.js'
import * as portaoneCustomers from './portaone/golden-customers.js'
import * as portaoneOthers from './portaone/golden-others.js'
import * as portaoneXdrs from './portaone/golden-xdrs.js'
import * as portasipAccounts from './portasip/golden-accounts.js'
import * as portasipControls from './portasip/golden-controls.js'
import * as portasipCustomers from './portasip/golden-customers.js'
import * as portasipLists from './portasip/golden-lists.js'
import * as portasipRecords from './portasip/golden-records.js'
import * as restcommConnect from './restcomm/golden-connect.js'
import * as restcommConnectLive from './restcomm/golden-connect-live.js'
import * as restcommControl from './restcomm/golden-control.js'
import * as restcommSbc from './restcomm/golden-sbc.js'
import * as restcommSbcLive from './restcomm/golden-sbc-live.js'
import * as telecomxCdrs from './telecomx/golden-cdrs.js'
import * as telecomxCustomers from './telecomx/golden-customers.js'
import * as telecomxOthers from './telecomx/golden-others.js'
import * as telecomxSessions from './telecomx/golden-sessions.js'
import * as telecomxSipAccounts from './telecomx/golden-sip-accounts.js'
import * as twilioCalls from './twilio/golden-calls.js'
import * as twilioLive from './twilio/golden-live.js'

export const goldens = {
  mor: [...morOthers.goldens, ...morCalls.callGoldens, ...morUsers.userGoldens],
  portaone: [
    ...portaoneXdrs.xdrGoldens,
    ...portaoneOthers.sessionGoldens,
    ...portaoneOthers.accountGoldens,
    ...portaoneCustomers.customerGoldens,
  ],
  portasip: [
    ...portasipLists.listGoldens,
    ...portasipRecords.recordGoldens,
    ...portasipCustomers.customerGoldens,
    ...portasipAccounts.accountGoldens,
    ...portasipControls.controlGoldens,
  ],
  restcomm: [
    ...restcommSbc.sbcGoldens,
    ...restcommSbcLive.sbcLiveGoldens,
    ...restcommConnect.connectGoldens,
    ...restcommConnectLive.connectLiveGoldens,
    ...restcommControl.controlGoldens,
  ],
  telecomx: [
    ...telecomxSessions.sessionListGoldens,
    ...telecomxCdrs.cdrGoldens,
    ...telecomxSipAccounts.sipAccountGoldens,
    ...telecomxCustomers.customerGoldens,
    ...telecomxOthers.lookupGoldens,
    ...telecomxOthers.controlGoldens,
    ...telecomxOthers.faultGoldens,
  ],
  twilio: [...twilioCalls.callGoldens, ...twilioLive.liveGoldens],
} satisfies Readonly<Record<string, readonly Golden[]>>
