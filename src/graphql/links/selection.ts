import {
  GraphQLIncludeDirective,
  type GraphQLResolveInfo,
  GraphQLSkipDirective,
  getDirectiveValues,
  Kind,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql'
import type { Selection } from '../../engine/lists/list-engine.js'

/** Selected fields by name, across fragments; each with its own selected fields. */
type SelectedFields = ReadonlyMap<string, SelectedFields>

/**
 * Selections by the identity of the field nodes. The same array occurs again only in a plan of a compiled query, which
 * always skips and includes the same fields.
 */
const selections = new WeakMap<GraphQLResolveInfo['fieldNodes'], Selection>()

/** What a client selected of a connection, as far as it affects the requests to vendors. */
export function selectionOfConnection(info: GraphQLResolveInfo): Selection {
  const selection = selections.get(info.fieldNodes) ?? findSelection(info)
  selections.set(info.fieldNodes, selection)
  return selection
}

function findSelection(info: GraphQLResolveInfo): Selection {
  const connection = new Map<string, SelectedFields>()
  for (const node of info.fieldNodes) collect(node.selectionSet, info, connection)
  const edges = connection.get('edges')
  const pageInfo = connection.get('pageInfo')
  const records = [edges?.get('node'), connection.get('nodes')].filter((fields) => fields !== undefined)
  return {
    fields: new Set(records.flatMap(pathsOf)),
    rows: edges !== undefined || pageInfo !== undefined || connection.has('nodes'),
    hasNextPage: pageInfo?.has('hasNextPage') === true || pageInfo?.has('hasPreviousPage') === true,
  }
}

/** Whether a field of an object is selected, by its name. */
export function selects(info: GraphQLResolveInfo, name: string): boolean {
  const fields = new Map<string, SelectedFields>()
  for (const node of info.fieldNodes) collect(node.selectionSet, info, fields)
  return fields.has(name)
}

/** Which fields of an object are selected, and which of its parts: `groups.price`. */
export function selectedPaths(info: GraphQLResolveInfo): ReadonlySet<string> {
  const fields = new Map<string, SelectedFields>()
  for (const node of info.fieldNodes) collect(node.selectionSet, info, fields)
  return new Set(pathsOf(fields))
}

/** The fields that links to other records are read from, even when the client has not selected them. */
const READ_BY_LINKS: ReadonlyMap<string, readonly string[]> = new Map([
  ['relatedSession', ['relatedSipCallId']],
  ['sourceVoiceAccount', ['sourceVoiceAccountId']],
  ['parentCall', ['parentCallSid']],
  ['trace', ['sipCallId', 'relatedSipCallId', 'parentCallSid', 'startedAt', 'createdAt']],
  ['parentSipAccount', ['parentSipAccountId']],
  ['sessions', ['customer']],
  ['phoneNumbers', ['numbers']],
])
/** The same for links of a part: `caller.phoneNumber`. */
const READ_BY_PARTS: ReadonlyMap<string, string> = new Map([['phoneNumber', 'e164']])

const pathsOf = (fields: SelectedFields): string[] =>
  [...fields].flatMap(([name, parts]) => [
    name,
    ...(READ_BY_LINKS.get(name) ?? []),
    ...[...parts.keys()].flatMap((part) => [part, READ_BY_PARTS.get(part) ?? part]).map((part) => `${name}.${part}`),
  ])

function collect(set: SelectionSetNode | undefined, info: GraphQLResolveInfo, into: Map<string, SelectedFields>): void {
  for (const node of set?.selections ?? []) {
    if (!isIncluded(node, info)) continue
    if (node.kind === Kind.FIELD) {
      const known = into.get(node.name.value)
      const parts = new Map(known)
      collect(node.selectionSet, info, parts)
      into.set(node.name.value, parts)
    } else if (node.kind === Kind.INLINE_FRAGMENT) collect(node.selectionSet, info, into)
    else collect(info.fragments[node.name.value]?.selectionSet, info, into)
  }
}

function isIncluded(node: SelectionNode, info: GraphQLResolveInfo): boolean {
  if (getDirectiveValues(GraphQLSkipDirective, node, info.variableValues)?.['if'] === true) return false
  return getDirectiveValues(GraphQLIncludeDirective, node, info.variableValues)?.['if'] !== false
}
