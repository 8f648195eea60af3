// One line for everything that the vendors' documents name, and how it is reached from the graph.

/** A name in a vendor's document: a field of an answer, a parameter of a request, or a member around a list. */
export interface DocumentedName {
  readonly vendor: string
  /** The vendor's name of the operation; where it has two forms, followed by the form. */
  readonly operation: string
  readonly kind: 'field' | 'parameter' | 'envelope'
  readonly name: string
  readonly reach: Reach
}

export type Reach = FieldReach | ArgumentReach | ActionReach | MechanicsReach

/** A field of the graph. */
export interface FieldReach {
  readonly by: 'field'
  /** The path in the graph, and the value that arrives there: `sessions.nodes.callerPrivacy` to `true`. */
  readonly arrivals: Readonly<Record<string, unknown>>
  /** What the vendor sends, as a member of its row; undefined for what is sent inside of another member. */
  readonly sent: unknown
  /** What it sends for the opposite: a flag is proven while every other flag of its row says the opposite. */
  readonly opposite?: unknown
  /** A form of the vendor's list, and a field of the graph that only this form has. */
  readonly form?: Form
  /** The source, where the vendor has several. */
  readonly source: string
}
export interface Form {
  readonly name: 'condensed' | 'full'
  readonly selection: string
}

/** An argument of the graph: a query, and what the vendor then receives under this name. */
export interface ArgumentReach {
  readonly by: 'argument'
  readonly query: string
  readonly receives: string
  readonly source: string
}

/** An action, or a count: a whole operation of the graph, and what the vendor answers to it. */
export interface ActionReach {
  readonly by: 'action'
  readonly document: string
  readonly answer: string
  readonly proof: ActionProof
  readonly source: string
}
export type ActionProof =
  /** What the vendor receives under this name. */
  | { readonly receives: string }
  /** The data that the operation gives. */
  | { readonly gives: unknown }

/** Something that the gateway itself deals with. */
export interface MechanicsReach {
  readonly by: 'mechanics'
  /** Who consumes it, and for what; of what is ignored, why. */
  readonly consumer: string
  readonly isIgnored: boolean
  /** The query whose request carries it, for a parameter, and with which value; null: it is not sent. */
  readonly query?: string
  readonly receives?: string | RegExp | null
  readonly source: string
}

/** Entries of one operation of one vendor. */
export interface Place {
  readonly vendor: string
  readonly operation: string
  readonly source?: string
}

const sourceOf = ({ vendor, source }: Place): string => source ?? vendor

interface FieldLine {
  readonly arrivals: Readonly<Record<string, unknown>>
  readonly sent: unknown
  readonly opposite?: unknown
}

/** A field that arrives under these names; the vendor sends the first of the values, or `sent`. */
export function arrives(arrivals: FieldLine['arrivals'], sent: unknown = Object.values(arrivals)[0]): FieldLine {
  return { arrivals, sent }
}

/** A field whose value the vendor sends inside of another field. */
export const arrivesInside = (arrivals: FieldLine['arrivals']): FieldLine => ({ arrivals, sent: undefined })

/** A yes or no that arrives as true. */
export const arrivesAsFlag = (name: string, sent: unknown, opposite: unknown): FieldLine => ({
  arrivals: { [name]: true },
  sent,
  opposite,
})

/** Fields of a list's rows, by name; `root` is put before the names that they arrive under. */
export function fields(
  place: Place & { readonly root: string; readonly form?: Form },
  lines: Readonly<Record<string, FieldLine>>,
): DocumentedName[] {
  const { vendor, operation, root, form } = place
  return Object.entries(lines).map(([name, line]) => ({
    vendor,
    operation,
    kind: 'field',
    name,
    reach: {
      ...line,
      by: 'field',
      arrivals: Object.fromEntries(Object.entries(line.arrivals).map(([path, value]) => [`${root}.${path}`, value])),
      source: sourceOf(place),
      ...(form === undefined ? {} : { form }),
    },
  }))
}

/** A parameter that an argument of the graph sets. */
export const argument = (place: Place, name: string, query: string, receives: string): DocumentedName => ({
  vendor: place.vendor,
  operation: place.operation,
  kind: 'parameter',
  name,
  reach: { by: 'argument', query, receives, source: sourceOf(place) },
})

/** Something that the gateway itself deals with. */
export const mechanics = (
  place: Place,
  kind: 'parameter' | 'envelope',
  name: string,
  consumer: string,
  proof: Pick<MechanicsReach, 'query' | 'receives'> = {},
): DocumentedName => ({
  vendor: place.vendor,
  operation: place.operation,
  kind,
  name,
  reach: { by: 'mechanics', consumer, isIgnored: false, source: sourceOf(place), ...proof },
})

/** Something around a list that changes nothing, whatever it says. */
export const ignored = (place: Place, name: string, reason: string): DocumentedName => ({
  vendor: place.vendor,
  operation: place.operation,
  kind: 'envelope',
  name,
  reach: { by: 'mechanics', consumer: reason, isIgnored: true, source: sourceOf(place) },
})

/** A parameter or a field of an operation that ends, places or counts calls. */
export const action = (
  place: Place,
  kind: 'parameter' | 'field',
  name: string,
  reach: Pick<ActionReach, 'document' | 'answer' | 'proof'>,
): DocumentedName => ({
  vendor: place.vendor,
  operation: place.operation,
  kind,
  name,
  reach: { ...reach, by: 'action', source: sourceOf(place) },
})
