import type { WorldCustomer, WorldTrunk } from './contract.js'
import { customerNumber } from './numbering.js'
import { type Draw, drawFor } from './prng.js'

// The customers of a world and their trunks. All names are invented.

const CUSTOMER_STREAM = 1
const TRUNK_STREAM = 2
const RESELLERS = 4

const PLACES = [
  'Nordlys',
  'Havblik',
  'Bøgelund',
  'Fjordgården',
  'Ålykke',
  'Sønderskov',
  'Klitten',
  'Møllebæk',
  'Ærtebjerg',
]
const TRADES = ['Tømrer', 'Bageri', 'Revision', 'Tandlæge', 'Logistik', 'Taxi', 'Blomster & Frø', 'Huse', 'Auto']
const GIVEN_NAMES = ['Asta', 'Bjørn', 'Clara', 'Emil', 'Freja', 'Gustav', 'Ida', 'Jørgen', 'Maja', 'Søren']
const SURNAMES = ['Ager', 'Bæk', 'Dal', 'Eng', 'Holm', 'Kær', 'Lund', 'Mark', 'Skov', 'Ø']
const CITIES = ['København', 'Aarhus', 'Odense', 'Aalborg', 'Esbjerg', 'Køge', 'Rønne', 'Tønder']
const DOCUMENTATION_NETWORKS = ['192.0.2', '198.51.100', '203.0.113']
const CONNECTIONS = ['IP_AUTH', 'IP_AUTH_REG', 'IP', 'COUNTRY_AUTH_REG'] as const

/** A person's name, as phones show it with the number. */
export const personName = (draw: Draw): string => `${draw.pick(GIVEN_NAMES)} ${draw.pick(SURNAMES)}`

/** The nth name: every pair of place and trade once, then again with a number. */
function customerName(index: number): string {
  const trade = (index + Math.floor(index / PLACES.length)) % TRADES.length
  const name = `${PLACES[index % PLACES.length] ?? ''} ${TRADES[trade] ?? ''}`
  const round = Math.floor(index / (PLACES.length * TRADES.length))
  return round === 0 ? name : `${name} ${round + 1}`
}

/** @param previous how many trunks and numbers the customers before this one have taken. */
function trunkOf(seed: number, index: number, customer: number, first: number | null, firstNumber: number): WorldTrunk {
  const draw = drawFor(seed, TRUNK_STREAM, index)
  const isPbxTrunk = draw.chance(0.1)
  return {
    index,
    customerIndex: customer,
    name: `${customerName(customer)} ${first === null ? 1 : index - first + 1}`,
    numbers: Array.from({ length: draw.int(1, 4) }, (_, n) => customerNumber(firstNumber + n)),
    active: draw.chance(0.95),
    up: draw.chance(7 / 8),
    isPbxTrunk,
    connection: draw.pick(CONNECTIONS),
    ipAddress: `${draw.pick(DOCUMENTATION_NETWORKS)}.${draw.int(1, 254)}`,
    international: draw.chance(0.8),
    usageBlock: draw.chance(0.05),
    parentTrunkIndex: first !== null && draw.chance(0.25) ? first : null,
  }
}

/** The customers of a world and their trunks, one to three each. */
export function populate(
  seed: number,
  count: number,
): { readonly customers: readonly WorldCustomer[]; readonly trunks: readonly WorldTrunk[] } {
  const trunks: WorldTrunk[] = []
  let numbersTaken = 0
  const customers = Array.from({ length: count }, (_, index): WorldCustomer => {
    const draw = drawFor(seed, CUSTOMER_STREAM, index)
    const first = trunks.length
    for (let left = draw.int(1, 3); left > 0; left -= 1) {
      const trunk = trunkOf(seed, trunks.length, index, trunks.length === first ? null : first, numbersTaken)
      trunks.push(trunk)
      numbersTaken += trunk.numbers.length
    }
    return {
      index,
      name: customerName(index),
      contactName: personName(draw),
      city: draw.pick(CITIES),
      resellerIndex: draw.int(0, RESELLERS - 1),
      trunkIndexes: trunks.slice(first).map((trunk) => trunk.index),
    }
  })
  return { customers, trunks }
}
