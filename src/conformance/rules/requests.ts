// C1, C2, C3, C14: what is sent.

import {
  type AnyList,
  type Declaration,
  type ListName,
  VendorFault,
  type VendorRequest,
} from '../../../adapters/contract.js'
import { renderRequest } from '../golden.js'
import { argumentOf, exchangeName, listsOf, operationsOf } from '../operations.js'
import { askFor, samplesOf, supportsNoSample } from '../samples.js'
import type { ConformanceKit, Rule } from './rule.js'

interface Place {
  readonly at: string
  readonly name: ListName
  readonly list: AnyList
}
const listPlaces = ({ adapter }: ConformanceKit): readonly Place[] =>
  adapter.examples.flatMap(({ label, declaration }) =>
    listsOf(declaration).map(({ name, list }) => ({ at: `${label}: ${name}`, name, list })),
  )

interface MadeRequest {
  readonly at: string
  readonly kind: 'list' | 'lookup' | 'control' | 'stats' | 'login'
  /** Builds it again; throws VendorFault where the adapter refuses the argument. */
  readonly make: () => VendorRequest
}

/** Every request that the samples and the goldens lead to, under every example. */
function allRequests(kit: ConformanceKit): readonly MadeRequest[] {
  const lists = listPlaces(kit).flatMap(({ at, list }) =>
    [{}, ...samplesOf(list, kit.conditions).map((sample) => sample.with)].map((filter): MadeRequest => {
      const ask = frozen(askFor(list, filter))
      return { at: `${at} ${JSON.stringify(filter)}`, kind: 'list', make: () => list.request(ask) }
    }),
  )
  return [...lists, ...kit.adapter.examples.flatMap((example) => otherRequests(kit, example))]
}

function otherRequests(
  kit: ConformanceKit,
  { label, declaration }: { readonly label: string; readonly declaration: Declaration },
): readonly MadeRequest[] {
  const { auth } = declaration
  const login: MadeRequest[] =
    auth.scheme === 'login' ? [{ at: `${label}: login`, kind: 'login', make: () => auth.request() }] : []
  const others = operationsOf(declaration).flatMap((operation) =>
    kit.goldens
      .filter((golden) => exchangeName(golden) === operation.name)
      .map((golden): MadeRequest => {
        const argument = frozen(argumentOf(golden))
        const at = `${label}: ${operation.name} ${JSON.stringify(argument) ?? ''}`
        return { at, kind: operation.kind, make: () => operation.request(argument) }
      }),
  )
  return [...login, ...others]
}

/** Deeply frozen: an adapter that writes to its input throws. */
function frozen<Value>(value: Value): Value {
  if (typeof value === 'object' && value !== null) {
    for (const member of Object.values(value)) frozen(member)
    Object.freeze(value)
  }
  return value
}

/** The request as text; the refusal's code where the adapter refuses the argument. */
function written(make: () => VendorRequest): string {
  try {
    return renderRequest(make())
  } catch (error) {
    if (error instanceof VendorFault) return `refused: ${error.code}`
    return `threw ${String(error)}`
  }
}

const C1: Rule = {
  id: 'C1',
  level: 'MUST',
  title: 'build the same request for the same input; inputs are not mutated',
  check: (kit) => {
    const requests = allRequests(kit)
    const first = requests.map(({ make }) => written(make))
    return requests.flatMap(({ at, make }, index) => {
      const [before, again] = [first[index] ?? '', written(make)]
      if (before.startsWith('threw')) return [`${at}: ${before} (a TypeError may be a write to the frozen input)`]
      return before === again ? [] : [`${at}: first ${before}, then ${again}`]
    })
  },
}

const C2: Rule = {
  id: 'C2',
  level: 'MUST',
  title: 'change the request when a pushable filter is set, and not change it when the field is none',
  check: (kit) =>
    listPlaces(kit).flatMap(({ at, list }) => {
      const samples = samplesOf(list, kit.conditions)
      const untried = Object.entries(list.pushdown).filter(
        ([path, rule]) =>
          !supportsNoSample(path, rule, kit.conditions) && !samples.some((sample) => sample.path === path),
      )
      const breaches = samples.flatMap((sample) => {
        const base = written(() => list.request(askFor(list, sample.without)))
        const changed = written(() => list.request(askFor(list, sample.with))) !== base
        const what = `${at} ${sample.path} = ${JSON.stringify(sample.value)} is declared ${sample.how}`
        if (sample.how === 'none') return changed ? [`${what}, and changes the request`] : []
        return changed ? [] : [`${what}, and does not change the request`]
      })
      return [...untried.map(([path]) => `${at} ${path}: every sample is refused by problem()`), ...breaches]
    }),
}

/** Names of the parameters of a request, wherever they stand. */
function parameterNames({ query = [], body }: VendorRequest): readonly string[] {
  const inBody = body === undefined ? [] : body.kind === 'form' ? body.fields : body.parameters
  return [...query, ...inBody].map(([name]) => name)
}

const C3: Rule = {
  id: 'C3',
  level: 'MUST',
  title: 'contain every always-sent parameter in every request',
  // The goldens pin what is sent without a filter; no filter may remove any of it.
  check: (kit) =>
    listPlaces(kit).flatMap(({ at, name, list }) => {
      const sentFor = (filter: object) => new Set(parameterNames(list.request(askFor(list, filter))))
      const always = kit.alwaysSent?.[name] ?? [...sentFor({})]
      return [{}, ...samplesOf(list, kit.conditions).map((sample) => sample.with)].flatMap((filter) => {
        const sent = sentFor(filter)
        const missing = always.filter((parameter) => !sent.has(parameter))
        return missing.length === 0 ? [] : [`${at} ${JSON.stringify(filter)} lacks ${missing.join(', ')}`]
      })
    }),
}

const C14: Rule = {
  id: 'C14',
  level: 'MUST',
  title: 'declare every control request not repeatable, and every list, lookup and statistics request repeatable',
  check: (kit) =>
    allRequests(kit).flatMap(({ at, kind, make }) => {
      if (kind === 'login' || written(make).startsWith('refused')) return []
      const wanted = kind !== 'control'
      return make().repeatable === wanted ? [] : [`${at}: repeatable must be ${wanted}`]
    }),
}

export const requestRules: readonly Rule[] = [C1, C2, C3]
export const repeatRules: readonly Rule[] = [C14]
