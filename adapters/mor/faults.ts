import type { FaultRule } from '../contract.js'

// What MOR's errors mean. MOR answers every error of its own with HTTP 200 and a text, which is compared trimmed and
// without case: the document lists `Did was not found` and shows ` Did was not Found `.

const refused = (text: string, meaning: string): FaultRule => ({ when: { text }, code: 'REJECTED', meaning })
const unknownUser = (text: string, meaning: string): FaultRule => ({ when: { text }, code: 'UNAUTHENTICATED', meaning })

/** A parameter that names something which MOR does not have, or which the user may not see; MOR does not say which. */
const unknownValue = (text: string, argument: string, thing: string): FaultRule =>
  refused(text, `${argument} names no ${thing} that the configured user may see`)

export const faults: readonly FaultRule[] = [
  // Before a request is looked at: facts, section 3, "Filter errors". <status><error>Incorrect hash</error></status>
  {
    when: { text: 'Incorrect hash' },
    code: 'UNAUTHENTICATED',
    meaning: 'MOR did not accept the hash: auth.secretKey is wrong, or hash is not the mode that this server expects',
    hint: 'signature-refused',
  },
  unknownUser('API must have Secret Key', 'no API Secret Key is set in MOR, so it accepts no request'),
  unknownUser('Bad login', 'MOR does not know auth.username, or does not let this user ask'),
  unknownUser('Access Denied', 'MOR does not let auth.username ask for active calls'),
  unknownUser('User was not found', 'MOR does not know auth.username'),
  refused('API Requests are disabled', 'the API is switched off in the settings of MOR'),
  refused('GET Requests are disabled', 'MOR took the request for a GET: something in front of it changes the method'),

  // About a parameter: the document, "Errors". <page><status><error> Did was not Found </error></status></page>
  unknownValue('Server was not found', 'filter.mor.serverId', 'server'),
  unknownValue('Direction was not found', 'filter.mor.country', 'direction'),
  unknownValue('Originating User was not found', 'filter.mor.userId or filter.customerId', 'user'),
  unknownValue('Originating Device was not found', 'filter.mor.deviceId', 'device of the calling user'),
  unknownValue('Terminating User was not found', 'filter.mor.destinationUserId', 'user'),
  unknownValue('Terminating Device was not found', 'filter.mor.destinationDeviceId', 'device of the called user'),
  unknownValue('Destination Group was not found', 'filter.mor.destinationGroupId', 'destination group'),
  unknownValue('Provider was not found', 'filter.mor.providerId', 'provider'),
  unknownValue('Did was not found', 'filter.mor.didPrefix', 'DID'),
  refused('Status value must be Ringing or Answered', 'MOR did not accept the status that filter.state was sent as'),

  // From the web server in front of MOR.
  {
    when: { httpStatus: [300, 399] },
    code: 'PROTOCOL',
    meaning: 'redirected, which is not followed: url must be the address of MOR itself, ending in /billing (HTTP 3xx)',
  },
  {
    when: { httpStatus: 401 },
    code: 'UNAUTHENTICATED',
    meaning: 'the web server in front of MOR asks for a login (HTTP 401)',
  },
  {
    when: { httpStatus: 403 },
    code: 'UNAUTHENTICATED',
    meaning: 'the web server in front of MOR does not let this gateway in (HTTP 403)',
  },
  {
    when: { httpStatus: 404 },
    code: 'PROTOCOL',
    meaning: 'there is no active_calls_get here: url must end in /billing, and MOR must be X14 or later (HTTP 404)',
  },
  { when: { httpStatus: 429 }, code: 'THROTTLED', meaning: 'MOR has been asked too often (HTTP 429)' },
  {
    when: { httpStatus: [500, 599] },
    code: 'UNAVAILABLE',
    meaning: 'MOR, or the web server in front of it, cannot serve now (HTTP 5xx)',
  },
]
