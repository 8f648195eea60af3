import type { Row, RowOwners } from '../contract.js'
import { toText } from '../wire/field-readers.js'

const idAt =
  (field: string) =>
  (row: Row): string | null =>
    toText(row[field])

/** Different ones among the values that are there. */
const present = (...ids: readonly (string | null)[]): readonly string[] => [...new Set(ids.filter((id) => id !== null))]

const SOURCE = idAt('sourceCustomerId')
const DESTINATION = idAt('destinationCustomerId')

/**
 * A session belongs to the customers at its ends; one between two peers belongs to nobody. The parameter `customer` finds
 * the sessions from and to a customer.
 */
export const sessionOwners: RowOwners = {
  from: ['sourceCustomerId', 'destinationCustomerId'],
  read: (row) => present(SOURCE(row), DESTINATION(row)),
  parties: [
    {
      customer: SOURCE,
      fields: [
        'sourceCustomerId',
        'sourceCustomerName',
        'sourcePeer',
        'sourceIP',
        'sourceIPType',
        'sourceVoiceAccountId',
        'sourceRatePlanId',
        'userAgent',
        // The document has these for the person who made the call or owns the phone: the caller's customer in any case.
        'userName',
        'userLocation',
        'userExtension',
      ],
    },
    {
      customer: DESTINATION,
      fields: [
        'destinationCustomerId',
        'destinationCustomerName',
        'destinationPeer',
        'destinationIP',
        'destinationIPType',
      ],
    },
  ],
  completeByCustomer: true,
}

/**
 * A CDR belongs to the customer that it names, who pays for it. The vendor cannot return the CDRs of one customer.
 */
export const cdrOwners: RowOwners = {
  from: ['customer'],
  read: (row) => present(idAt('customer')(row)),
  parties: [],
  completeByCustomer: false,
}

/** A customer has few accounts, and the list of all of them is long: it is not read for so few customers. */
const FEW_CUSTOMERS = 8

/**
 * Only the full account names its customer. The customer that pays for it has no right to it.
 * @param listsAll whether a list without a customer has the accounts of all of them: it needs a reseller for that.
 */
export const sipAccountOwners = (listsAll: boolean): RowOwners => ({
  from: ['customer'],
  read: (row) => present(idAt('customer')(row)),
  parties: [],
  completeByCustomer: true,
  mostByCustomer: listsAll ? FEW_CUSTOMERS : Infinity,
})
