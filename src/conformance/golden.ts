import type {
  Controls,
  ListName,
  ListRequest,
  ListTypes,
  Lookups,
  Parameters,
  VendorRequest,
} from '../../adapters/contract.js'

/** One exchange with a vendor, pinned in both directions: what goes out, byte for byte, and what an answer becomes. */
export interface Golden {
  readonly name: string
  /** Which of the adapter's examples (settings) this belongs to. */
  readonly example: string
  readonly exchange:
    | {
        readonly [Name in ListName]: { readonly list: Name; readonly ask: ListRequest<ListTypes[Name]['filter']> }
      }[ListName]
    | { readonly lookup: keyof Lookups; readonly nativeId: string }
    | { readonly control: keyof Controls; readonly argument: unknown }
    | { readonly stats: true }
  /** As `renderRequest` prints it. */
  readonly request: string
  readonly response?: { readonly status: number; readonly contentType: string; readonly body: string }
  /** For a list: the vendor's total as decoded. */
  readonly total?: number | null
  /** For a list or lookup: every record as plain data, every field that the adapter declares. Expected order: the vendor's. */
  readonly records?: readonly Record<string, unknown>[]
  /** For control and stats: what decode gives. */
  readonly outcome?: unknown
  /** Instead of records or an outcome: the fault that the answer is. */
  readonly fault?: { readonly code: string }
}

/** Percent-encodes as the transport does: RFC 3986 unreserved characters stay, a space is %20 and a plus %2B. */
export const encodeParameters = (parameters: Parameters): string =>
  parameters.map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`).join('&')

/** A request as text: request line, headers that the adapter decides, an empty line, the body. No host, no credentials. */
export function renderRequest(request: VendorRequest): string {
  const query = request.query === undefined || request.query.length === 0 ? '' : `?${encodeParameters(request.query)}`
  const lines = [`${request.method} ${request.path}${query}`, `accept: ${request.accept}`]
  if (request.body?.kind === 'form')
    lines.push('content-type: application/x-www-form-urlencoded', '', encodeParameters(request.body.fields))
  else if (request.body?.kind === 'text') lines.push(`content-type: ${request.body.contentType}`, '', request.body.text)
  return lines.join('\n')
}
