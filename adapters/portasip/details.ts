import { type Row, type StartDecoder, VendorFault } from '../contract.js'
import { protocolFault } from '../wire/faults.js'
import { isRow, toText } from '../wire/field-readers.js'
import { decodeXmlRpc } from '../wire/xml-rpc/response-decoder.js'
import { isOk, toFaultOfResult } from './answer.js'
import { withTurnedBalance } from './balance.js'
import { toVendorFault } from './faults.js'

// getCustomerInfo and getAccountInfo: what is known of one customer or account. Their balance is inverted, and some builds
// include passwords: of their sixty members only known ones are kept.

/** How Sippy words that there is no such record; it publishes no list of its faults. */
const NOT_FOUND = /\b(customer|account)\b.*\b(not found|does not exist|not accessible)|\bno such (customer|account)\b/i

class NoSuchRecord extends VendorFault {
  constructor() {
    super('REJECTED', 'the switch has no such record')
  }
}

const decodeAnswer = decodeXmlRpc({
  onFault: (fault) => (NOT_FOUND.test(fault.text ?? '') ? new NoSuchRecord() : toVendorFault(fault)),
})

/** Which record an answer holds. */
interface Details {
  /** The member of the answer that holds the record; null: the answer itself does. */
  readonly member: 'customer' | null
  /** The native id. */
  readonly key: string
  /** The members that are kept. */
  readonly known: readonly string[]
  /** Adds what the switch leaves out. */
  readonly complete: (row: Row) => Row
}

/** Reads one record, with the balance under the sign of the lists; null if there is none. */
export function decodeDetails(details: Details): StartDecoder<Row | null> {
  return (head) => {
    const decoder = decodeAnswer(head)
    const { repairs } = decoder
    const end = (): Row | null => {
      try {
        return toRecord(decoder.end(), details)
      } catch (error) {
        if (error instanceof NoSuchRecord) return null
        throw error
      }
    }
    return { write: (text) => decoder.write(text), end, ...(repairs === undefined ? {} : { repairs }) }
  }
}

function toRecord(answer: unknown, { member, key, known, complete }: Details): Row {
  if (!isRow(answer)) throw protocolFault('a struct with a result', 'another value')
  const result = toText(answer['result'])?.trim() ?? ''
  if (!isOk(result)) throw NOT_FOUND.test(result) ? new NoSuchRecord() : toFaultOfResult(answer)
  const record = member === null ? answer : answer[member]
  if (!isRow(record) || toText(record[key]) === null) throw protocolFault(`a struct with ${key}`, 'something else')
  const kept = known.filter((name) => Object.hasOwn(record, name)).map((name) => [name, record[name]])
  return complete(withTurnedBalance(Object.fromEntries(kept)))
}
