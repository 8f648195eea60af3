import type { SimulatorResponse, Site, World, WorldTrunk } from '../../simulation/contract.js'
import { folded, idOf, ROOT_RESELLER_ID, resellerId } from './native-ids.js'
import type { TelecomxOptions } from './options.js'
import { booleanParameter, parameter, sliceOf, take } from './parameters.js'
import { json, Refusal } from './responses.js'
import { addressOf, condensedSipAccount, fullSipAccount, notesOf, usernameOf } from './sip-account-object.js'

// GET /sip, and GET /sip/{id}.

const MAX_LIMIT = 500
/** The user's own customer. A list without a customer and without a reseller has this customer's accounts. */
const OWN_CUSTOMER = idOf('customer', 0)

/** Indexes of the customers whose accounts are requested; empty for an unknown customer or reseller. */
function requestedCustomers(query: URLSearchParams, world: World): ReadonlySet<number> {
  const reseller = parameter(query, 'reseller')
  const customer = parameter(query, 'customer') ?? (reseller === null ? OWN_CUSTOMER : null)
  const ofReseller = world.customers.filter(
    ({ resellerIndex }) =>
      reseller === null || folded(reseller) === ROOT_RESELLER_ID || folded(reseller) === resellerId(resellerIndex),
  )
  const requested = ofReseller.filter(({ index }) => customer === null || idOf('customer', index) === folded(customer))
  return new Set(requested.map(({ index }) => index))
}

/** `filter`: "Name, numbers IP address, username and notes will be searched." PBX trunks lack some of them. */
function mentions(trunk: WorldTrunk, text: string): boolean {
  const searched = [trunk.name, ...trunk.numbers, notesOf(trunk)]
  if (!trunk.isPbxTrunk) searched.push(addressOf(trunk), usernameOf(trunk))
  return searched.some((value) => value?.toLowerCase().includes(text.toLowerCase()) ?? false)
}

/** A PBX trunk has no status: it is neither up nor down. */
const isUp = (trunk: WorldTrunk): boolean | null => (trunk.isPbxTrunk ? null : trunk.up)

export function listSipAccounts(query: URLSearchParams, { world, nowMs }: Site<TelecomxOptions>): SimulatorResponse {
  const slice = sliceOf(query, MAX_LIMIT)
  const customers = requestedCustomers(query, world)
  const text = parameter(query, 'filter')
  const up = booleanParameter(query, 'up')
  const found = world.trunks.filter(
    (trunk) =>
      customers.has(trunk.customerIndex) &&
      (text === null || mentions(trunk, text)) &&
      (up === null || isUp(trunk) === up),
  )
  const print = booleanParameter(query, 'full') === true ? fullSipAccount : condensedSipAccount
  const sipAccounts = take(found, slice).map((trunk) => print(trunk, nowMs))
  return json({ ...slice, total: found.length, sipAccounts })
}

/** GET /sip/{id}: the full object. */
export function getSipAccount(id: string, { world, nowMs }: Site<TelecomxOptions>): SimulatorResponse {
  const trunk = world.trunks.find(({ index }) => idOf('sipAccount', index) === folded(id))
  if (trunk === undefined) throw new Refusal(404, 'id', 'SIP account not found')
  return json(fullSipAccount(trunk, nowMs))
}
