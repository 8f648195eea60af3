import type { VendorFault } from '../../../contract.js'
import { protocolFault } from '../../faults.js'

/** A document that is not well-formed, or that uses what a data document has no business with. */
export const malformedXml = (found: string): VendorFault => protocolFault('well-formed XML', found)

const SHOWN = 40

/** An element as a message may show it: the name alone, cut to a harmless length. */
export const showElement = (name: string): string => `<${name.length > SHOWN ? `${name.slice(0, SHOWN)}…` : name}>`
