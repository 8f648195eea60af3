import type { AnyAdapter } from './contract.js'
import { mor } from './mor/adapter.js'
import { portaone } from './portaone/adapter.js'
import { portasip } from './portasip/adapter.js'
import { restcomm } from './restcomm/adapter.js'
import { telecomx } from './telecomx/adapter.js'
import { twilio } from './twilio/adapter.js'

/** Every vendor that a configuration can name. */
export const adapters: readonly AnyAdapter[] = [telecomx, portasip, restcomm, mor, portaone, twilio]
