import type { VendorRequest } from '../contract.js'

// How PortaBilling is asked: POST /rest/{Service}/{method} with {"params": {…}}. Reference: the system's own /doc/api.

const JSON_TYPE = 'application/json'

export type Params = Readonly<Record<string, string | number | undefined>>

/** An id of PortaBilling is a positive integer. Null for anything else, which is then an id of another vendor. */
export const toPortaId = (id: unknown): number | null =>
  typeof id === 'string' && /^[1-9]\d{0,14}$/.test(id) ? Number(id) : null

/**
 * A read.
 * @param method `Customer/get_customer_xdrs`; also the name of the operation.
 * @param params those that are undefined are not sent.
 */
export const toRequest = (
  method: string,
  params: Params,
  rest: Pick<VendorRequest, 'confidential' | 'mayLackPermission'> = {},
): VendorRequest => ({
  operation: method,
  method: 'POST',
  path: `/rest/${method}`,
  body: {
    kind: 'text',
    contentType: JSON_TYPE,
    text: JSON.stringify({ params }),
    parameters: Object.entries(params).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, String(value)] as const],
    ),
  },
  repeatable: true,
  ...rest,
  accept: JSON_TYPE,
})
