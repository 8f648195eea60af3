import type { FaultRule } from '../contract.js'

// What MOR's errors mean. MOR sends all its errors with HTTP 200 and a text, which is compared after trimming and
// ignoring case: the document lists `Did was not found` and shows ` Did was not Found `.

const refused = (text: string, meaning: string): FaultRule => ({ when: { text }, code: 'REJECTED', meaning })
const unknownUser = (text: string, meaning: string): FaultRule => ({ when: { text }, code: 'UNAUTHENTICATED', meaning })

/** A parameter that refers to something unknown, or not visible to the user; MOR does not distinguish the two. */
const unknownValue = (text: string, argument: string, thing: string): FaultRule =>
  refused(text, `${argument} does not refer to a ${thing} that the configured user may see`)

export const faults: readonly FaultRule[] = [
  // Before MOR processes a request: facts, section 3, "Filter errors". <status><error>Incorrect hash</error></status>
  {
    when: { text: 'Incorrect hash' },
    code: 'UNAUTHENTICATED',
    meaning: 'MOR did not accept the hash: auth.secretKey is wrong, or hash is not the mode that this server expects',
    hint: 'signature-refused',
  },
  unknownUser('API must have Secret Key', 'MOR accepts no requests because no API Secret Key is set in it'),
  unknownUser('Bad login', 'MOR does not know auth.username, or does not allow this user to use the API'),
  unknownUser('Access Denied', 'MOR does not allow auth.username to list active calls'),
  unknownUser('User was not found', 'MOR does not know auth.username'),
  refused('API Requests are disabled', 'the API is switched off in the settings of MOR'),
  refused('GET Requests are disabled', 'MOR received a GET request: a proxy in front of it changes the method'),

  // Errors in parameters: the document, "Errors". <page><status><error> Did was not Found </error></status></page>
  unknownValue('Server was not found', 'filter.mor.serverId', 'server'),
  unknownValue('Direction was not found', 'filter.mor.country', 'direction'),
  unknownValue('Originating User was not found', 'filter.mor.userId or filter.customerId', 'user'),
  unknownValue('Originating Device was not found', 'filter.mor.deviceId', 'device of the calling user'),
  unknownValue('Terminating User was not found', 'filter.mor.destinationUserId', 'user'),
  unknownValue('Terminating Device was not found', 'filter.mor.destinationDeviceId', 'device of the called user'),
  unknownValue('Destination Group was not found', 'filter.mor.destinationGroupId', 'destination group'),
  unknownValue('Provider was not found', 'filter.mor.providerId', 'provider'),
  unknownValue('Did was not found', 'filter.mor.didPrefix', 'DID'),
  refused('Status value must be Ringing or Answered', 'MOR did not accept the status that was sent for filter.state'),

  // From the web server in front of MOR.
  {
    when: { httpStatus: [300, 399] },
    code: 'PROTOCOL',
    meaning: 'redirects are not followed: url must be the address of MOR itself, ending in /billing (HTTP 3xx)',
  },
  {
    when: { httpStatus: 401 },
    code: 'UNAUTHENTICATED',
    meaning: 'the web server in front of MOR requires a login (HTTP 401)',
  },
  {
    when: { httpStatus: 403 },
    code: 'UNAUTHENTICATED',
    meaning: 'the web server in front of MOR denies access to this gateway (HTTP 403)',
  },
  {
    when: { httpStatus: 404 },
    code: 'PROTOCOL',
    meaning:
      'there is no active_calls_get at this address: url must end in /billing, and MOR must be X14 or later (HTTP 404)',
  },
  { when: { httpStatus: 429 }, code: 'THROTTLED', meaning: 'MOR received too many requests (HTTP 429)' },
  {
    when: { httpStatus: [500, 599] },
    code: 'UNAVAILABLE',
    meaning: 'MOR, or the web server in front of it, cannot serve requests now (HTTP 5xx)',
  },
]

/**
 * The same for users and devices: their hash has other values than that of active calls, so a refusal says nothing about
 * the way to sign these.
 */
export const userFaults: readonly FaultRule[] = [
  {
    when: { text: 'Incorrect hash' },
    code: 'UNAUTHENTICATED',
    meaning:
      'MOR did not accept the hash of a request about users: auth.secretKey is wrong, or this version of MOR computes it in another way',
  },
  unknownUser(
    'Bad login',
    'MOR does not know auth.username with auth.password, or does not allow this user to use the API',
  ),
  unknownUser('You are not authorized to view this page', 'MOR does not allow auth.username to see its users'),
  unknownUser('Access Denied', 'MOR does not allow auth.username to see its users'),
  ...faults,
]

/**
 * The same for user_calls_get. Its hash has other values than that of active calls, so a refusal says nothing about the
 * way to sign these; and a user who was not found is the one that was requested.
 */
export const recordFaults: readonly FaultRule[] = [
  {
    when: { text: 'Incorrect hash' },
    code: 'UNAUTHENTICATED',
    meaning:
      'MOR did not accept the hash of user_calls_get: auth.secretKey is wrong, or this version of MOR computes it in another way',
  },
  unknownValue('User was not found', 'filter.customerId', 'user'),
  unknownUser('Access Denied', 'MOR does not allow auth.username to list call records'),
  ...faults,
]
