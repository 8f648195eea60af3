import { z } from 'zod'
import type { Fields, ListName, ListTypes } from '../../adapters/contract.js'
import { CONTRACT_VERSION, type Vendor } from '../../adapters/kit.js'
import { formatFault } from '../config/config-issues.js'
import { propertiesOf, toJsonSchema } from '../config/json-schema.js'
import { parsePart } from '../config/parse.js'
import { REQUIRED } from '../config/sentences.js'
import { commonSettings } from '../config/source-settings.js'

// What the module of an adapter exports is unknown until it is checked: its author may have used no compiler, or another
// version of the contract.

const EXPECTED = `export default defineVendor({ contract: ${CONTRACT_VERSION}, adapter })`

/**
 * What is missing or wrong in the exports of a module, as lines for its author; none where they are a vendor.
 * @param exported the namespace of the module.
 */
export function vendorFaults(exported: unknown): readonly string[] {
  const vendor = defaultOf(exported)
  if (vendor === undefined) return [`it has no default export; expected: ${EXPECTED}`]
  if (typeof vendor !== 'object' || vendor === null || !('contract' in vendor))
    return [`its default export says no version of the contract; expected: ${EXPECTED}`]
  // The rest may look different in another version.
  if (vendor.contract !== CONTRACT_VERSION)
    return [
      `contract: it was written for version ${String(vendor.contract)} of the contract, and this Trunkline has version ${CONTRACT_VERSION}; install versions of both that fit`,
    ]
  const parsed = parsePart(vendorShape, vendor)
  return parsed.ok ? [] : parsed.faults.map(formatFault)
}

/** Whether `vendorFaults` finds nothing. */
export const isVendorModule = (exported: unknown): exported is { readonly default: Vendor } =>
  vendorFaults(exported).length === 0

const defaultOf = (exported: unknown): unknown =>
  typeof exported === 'object' && exported !== null && 'default' in exported ? exported.default : undefined

const aFunction = z.custom<unknown>((value) => typeof value === 'function', {
  error: ({ input }) => (input === undefined ? `${REQUIRED}: a function` : 'must be a function'),
})
const aSchema = z.custom<z.ZodType>((value) => value instanceof z.ZodType, {
  error: ({ input }) =>
    `${input === undefined ? `${REQUIRED}:` : 'must be'} a schema of the z that trunkline/adapter exports`,
})
const text = z.string().min(1)
const texts = z.array(text)

const field = z.looseObject({ from: z.array(z.string()), read: aFunction })

type FieldsOf<Name extends ListName> = Fields<ListTypes[Name]['record']>
/** The fields of a record that are never null. */
type PromisedField<Name extends ListName> = {
  [Field in keyof FieldsOf<Name>]: null extends ReturnType<FieldsOf<Name>[Field]['read']> ? never : Field
}[keyof FieldsOf<Name>]

/** By list, the fields that the graph promises of each record. Any other is null where an adapter does not have it. */
const PROMISED: { readonly [Name in ListName]: Readonly<Record<PromisedField<Name>, typeof field>> } = {
  calls: {
    nativeId: field,
    caller: field,
    callee: field,
    direction: field,
    status: field,
    rating: field,
    charges: field,
  },
  sessions: { nativeId: field, caller: field, callee: field, direction: field },
  sipAccounts: {
    nativeId: field,
    numbers: field,
    countries: field,
    isPbxTrunk: field,
    status: field,
    voiceUsage: field,
  },
  activeCalls: { nativeId: field, caller: field, callee: field, direction: field, state: field },
  customers: { nativeId: field },
}

const positive = z.number().positive()
const inside = [
  z.looseObject({ style: z.literal('offset'), maxLimit: positive }),
  z.looseObject({
    style: z.literal('page'),
    firstPage: z.union([z.literal(0), z.literal(1)]),
    maxPageSize: positive,
    pastTheEnd: z.enum(['error', 'empty', 'repeat']),
  }),
  z.looseObject({ style: z.literal('token'), maxLimit: positive }),
] as const
const paging = z.discriminatedUnion('style', [
  ...inside,
  z.looseObject({ style: z.literal('snapshot') }),
  z.looseObject({
    style: z.literal('slices'),
    granularityMs: positive,
    ends: z.enum(['inclusive', 'exclusive', 'unknown']),
    maxSpanMs: positive,
    oldestMs: positive.nullable(),
    comparedTime: z.enum(['start', 'end', 'unknown']),
    slackMs: z.number().min(0),
    firstSpanMs: positive,
    inside: z.discriminatedUnion('style', [
      ...inside,
      z.looseObject({ style: z.literal('none'), cap: positive.nullable() }),
    ]),
  }),
])

const owners = z.union([
  z.literal('source'),
  z.looseObject({ from: texts, read: aFunction, parties: z.array(z.unknown()), completeByCustomer: z.boolean() }),
])
const pushdown = z.union([z.enum(['exact', 'superset', 'none', 'unsupported']), aFunction])
const list = (promised: Readonly<Record<string, typeof field>>) =>
  z
    .looseObject({
      support: z.enum(['NATIVE', 'EMULATED', 'UNSUPPORTED']),
      paging,
      order: z.enum(['newest-first', 'native-id', 'none']),
      pushdown: z.record(z.string(), pushdown),
      request: aFunction,
      decode: aFunction,
      owners,
      orderTime: aFunction,
      fields: z.object(promised).catchall(field),
    })
    .optional()

const lookup = z.looseObject({ request: aFunction, decode: aFunction, list: text, notFound: aFunction }).optional()
const control = z.looseObject({ request: aFunction, decode: aFunction }).optional()

const declaration = z.looseObject({
  auth: z.looseObject({ scheme: z.enum(['none', 'basic', 'digest', 'bearer', 'login', 'signed']) }),
  lists: z.strictObject({
    calls: list(PROMISED.calls),
    sessions: list(PROMISED.sessions),
    sipAccounts: list(PROMISED.sipAccounts),
    activeCalls: list(PROMISED.activeCalls),
    customers: list(PROMISED.customers),
  }),
  lookups: z.strictObject({ call: lookup, session: lookup, sipAccount: lookup, customer: lookup }),
  control: z.strictObject({
    makeCall: control,
    disconnectCall: control,
    disconnectAccount: control,
    disconnectCustomer: control,
  }),
  faults: z.array(z.looseObject({ when: z.looseObject({}), code: text, meaning: text })),
  readError: aFunction,
})

/** The keys that all sources have. */
const COMMON: ReadonlySet<string> = new Set(['vendor', ...Object.keys(commonSettings.shape)])
const ownKeys = (settings: z.ZodType): readonly string[] => Object.keys(propertiesOf(toJsonSchema(settings)))

const vendorName = z
  .string()
  .regex(
    /^[a-z][a-z0-9-]{0,31}$/,
    'must be lower-case letters, digits and "-", begin with a letter, at most 32 characters',
  )

const vendorShape = z
  .looseObject({
    adapter: z.looseObject({
      vendor: vendorName,
      title: text,
      manual: z.url({ error: ({ input }) => (input === undefined ? REQUIRED : 'must be a URL') }),
      settings: aSchema.refine(
        (settings) => !ownKeys(settings).some((key) => COMMON.has(key)),
        'must not have keys that every source has; trunkline schema config lists them',
      ),
      declare: aFunction,
      examples: z.array(z.looseObject({ label: text, declaration })).min(1, 'must have one at least'),
    }),
    simulator: z.looseObject({ vendor: text, options: aSchema, open: aFunction }).optional(),
  })
  .refine(({ adapter, simulator }) => simulator === undefined || simulator.vendor === adapter.vendor, {
    path: ['simulator', 'vendor'],
    error: 'must be the vendor of the adapter',
  })
