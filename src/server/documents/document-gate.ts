import type { Exchange } from '../pipeline/step.js'
import type { DocumentStore } from './document-store.js'

/** Which documents are executed, and for whom. */
export interface DocumentGate {
  readonly store: DocumentStore
  /** Whether a document may be executed: it is in a manifest, or need not be. */
  admits(isTrusted: boolean, exchange: Exchange): boolean
}

/** @param isExempt whether the sender of a request may execute any document. */
export const createDocumentGate = (
  store: DocumentStore,
  isExempt: (exchange: Exchange) => boolean = () => false,
): DocumentGate => ({
  store,
  admits: (isTrusted, exchange) => isTrusted || !store.isRequired || isExempt(exchange),
})
