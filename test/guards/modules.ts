// The modules of the program, from the ground up, and what each may import. A module imports only modules above it, so
// that no cycle is possible; each arrow is named, so that a new one is a decision and not an accident.

import { toCode, toTable } from './readme-blocks.js'

export interface Module {
  readonly name: string
  /** Its files: a regular expression over paths from the root of the project. */
  readonly path: string
  /** What it is for, as docs/architecture.md says it. */
  readonly purpose: string
  /** The names of the modules that it may import. */
  readonly imports: readonly string[]
}

const moduleAt =
  (toPath: (name: string) => string) =>
  (name: string, purpose: string, imports: string): Module => ({
    name,
    path: toPath(name),
    purpose,
    imports: imports.split(' ').filter(Boolean),
  })
/** A folder, without the subfolders that are modules themselves. */
const folder = moduleAt((name) => `^${name}/`)
/** The files that are directly in a folder whose subfolders are modules. */
const flat = moduleAt((name) => `^${name}/[^/]+$`)
const file = moduleAt((name) => `^${name}$`)

const FOR_ADAPTERS = 'schema adapters/contract.ts adapters/values adapters/wire adapters/wire/time'

/** A vendor knows no other vendor; an adapter does not know its simulator, and the simulator no codec of the adapters. */
const vendor = (name: string, codecs: string): readonly Module[] => [
  moduleAt(() => `^adapters/${name}/(?!simulator)`)(`adapters/${name}`, 'an adapter', `${FOR_ADAPTERS} ${codecs}`),
  moduleAt(() => `^adapters/${name}/simulator`)(`adapters/${name}/simulator`, 'its simulator', 'adapters/simulation'),
]

export const MODULES: readonly Module[] = [
  folder('schema', 'the words of the graph: types, inputs, enums and scalars, as data', ''),
  folder('adapters/values', 'phone numbers, parties and secrets, read the same for every vendor', 'schema'),
  moduleAt(() => '^adapters/contract(?:/|[.]ts$)')(
    'adapters/contract.ts',
    'what an adapter is',
    'schema adapters/values',
  ),
  folder('adapters/simulation', 'the world that all simulators share', ''),
  flat('adapters/wire', 'fields of rows, words of calls, faults', 'schema adapters/contract.ts'),
  folder('adapters/wire/time', 'the forms of time that vendors write', 'schema'),
  folder('adapters/wire/json', 'JSON bodies, and what they may hold', 'adapters/contract.ts adapters/wire'),
  folder('adapters/wire/xml', 'the streaming XML scanner', 'adapters/contract.ts adapters/wire adapters/wire/json'),
  folder('adapters/wire/xml-list', 'lists in XML', 'adapters/contract.ts adapters/wire adapters/wire/xml'),
  folder('adapters/wire/xml-rpc', 'XML-RPC calls and answers', 'adapters/contract.ts adapters/wire adapters/wire/xml'),
  file(
    'adapters/kit.ts',
    'what adapters from outside import, as trunkline/adapter',
    'schema adapters/values adapters/contract.ts adapters/simulation adapters/wire adapters/wire/time adapters/wire/json adapters/wire/xml-list adapters/wire/xml-rpc',
  ),
  ...vendor('telecomx', 'adapters/wire/json'),
  ...vendor('portasip', 'adapters/wire/xml-rpc'),
  ...vendor('restcomm', 'adapters/wire/json adapters/wire/xml-list'),
  ...vendor('mor', 'adapters/wire/xml-list'),
  ...vendor('portaone', 'adapters/wire/json'),
  ...vendor('twilio', 'adapters/wire/json'),
  file(
    'adapters/index.ts',
    'all adapters',
    'adapters/contract.ts adapters/telecomx adapters/mor adapters/portaone adapters/portasip adapters/restcomm adapters/twilio',
  ),
  file(
    'adapters/simulators.ts',
    'all simulators',
    'adapters/simulation adapters/mor/simulator adapters/portaone/simulator adapters/portasip/simulator adapters/restcomm/simulator adapters/telecomx/simulator adapters/twilio/simulator',
  ),
  folder('src/client', 'trunkline/client: what programs use to ask a gateway', 'schema'),
  folder('src/async', 'single flight, cancellation, slices of the event loop', ''),
  folder('src/net', 'addresses and URLs', ''),
  folder('src/outbound', 'connections to servers, also through a proxy', 'adapters/values src/async src/net'),
  folder(
    'src/access/rights',
    'what somebody may see and do: scopes, grants, masks; pure',
    'schema adapters/contract.ts',
  ),
  folder(
    'src/access/rows',
    'which rows of a list somebody may see; nothing else makes rows that may be shown',
    'adapters/contract.ts src/access/rights',
  ),
  folder(
    'src/access/sign-in',
    'who asks: tokens, API keys, users of a proxy, certificates',
    'src/net src/outbound src/access/rights',
  ),
  folder(
    'src/access/oidc',
    'log-in of browsers at an OpenID provider',
    'src/net src/outbound src/access/rights src/access/sign-in',
  ),
  flat(
    'src/access',
    'the gate: who asks, and what they may see',
    'src/net src/outbound src/access/rights src/access/sign-in src/access/oidc',
  ),
  folder(
    'src/errors',
    'failures of sources, and what they mean',
    'schema adapters/contract.ts adapters/wire src/outbound',
  ),
  folder('src/audit', 'the audit file: a chain of lines, written and verified; imports nothing', ''),
  folder('src/export', 'the formats of exports, CSV and NDJSON; imports nothing', ''),
  folder('src/execution', 'compiled execution of GraphQL operations; imports nothing but graphql', ''),
  folder(
    'src/cost',
    'what an operation may cost: estimated before it is executed, counted while it is',
    'src/execution',
  ),
  folder('src/plan', 'filters, windows, order and cursors: pure', 'schema adapters/values adapters/contract.ts'),
  folder(
    'src/config',
    'the configuration file',
    'adapters/values adapters/contract.ts src/net src/outbound src/access/rights src/access/sign-in src/access src/cost',
  ),
  folder(
    'src/resilience',
    'retries, circuit breaker, rate and concurrency of one source',
    'schema adapters/contract.ts src/async src/errors',
  ),
  folder(
    'src/transport',
    'HTTP to one source, with its sign-in',
    'schema adapters/values adapters/contract.ts adapters/wire src/async src/net src/outbound src/errors src/resilience',
  ),
  folder(
    'src/engine/reporting',
    'events, and the plan that explain returns',
    'schema adapters/contract.ts src/errors src/transport',
  ),
  folder(
    'src/engine/answers',
    'answers of one vendor that are shared and kept',
    'schema adapters/contract.ts src/async src/errors src/resilience src/engine/reporting',
  ),
  folder(
    'src/engine/source',
    'one configured vendor system',
    'schema adapters/contract.ts adapters/values src/async src/access/rights src/access/rows src/errors src/cost src/plan src/resilience src/transport src/engine/reporting src/engine/answers',
  ),
  folder(
    'src/engine/rows',
    'windows of one list of one source',
    'schema adapters/contract.ts src/async src/access/rows src/errors src/plan src/engine/reporting src/engine/answers src/engine/source',
  ),
  folder(
    'src/engine/lists',
    'whole lists that are kept, filters that are planned',
    'adapters/contract.ts src/async src/access/rows src/cost src/plan src/engine/answers src/engine/source src/engine/rows',
  ),
  folder(
    'src/engine/page',
    'one connection over many sources',
    'schema adapters/contract.ts src/access/rights src/access/rows src/errors src/plan src/engine/reporting src/engine/source src/engine/rows src/engine/lists',
  ),
  folder(
    'src/engine/stats',
    'counts of calls in progress, and of calls that have ended',
    'schema adapters/values adapters/contract.ts src/async src/access/rights src/access/rows src/errors src/cost src/plan src/engine/source src/engine/rows src/engine/lists',
  ),
  folder(
    'src/engine/control',
    'ending and placing calls',
    'schema adapters/contract.ts src/net src/access/rights src/errors src/engine/reporting src/engine/source src/engine/lists',
  ),
  folder(
    'src/engine/lookup',
    'records by id, one by one and in bulk',
    'schema adapters/contract.ts src/async src/access/rights src/access/rows src/errors src/cost src/plan src/engine/source src/engine/rows src/engine/lists src/engine/page',
  ),
  folder(
    'src/engine/trace',
    'every record of one call',
    'schema adapters/contract.ts src/access/rights src/access/rows src/errors src/plan src/engine/source src/engine/rows src/engine/lists src/engine/lookup',
  ),
  folder(
    'src/live',
    'subscriptions: what is polled once and watched by many',
    'schema adapters/contract.ts adapters/values src/async src/access/rights src/access/rows src/errors src/plan src/execution src/engine/source src/engine/rows src/engine/lists src/engine/stats',
  ),
  folder('src/server/http', 'connections, health, errors, limits of HTTP', 'schema src/net src/access/rights src/cost'),
  folder(
    'src/server/pipeline',
    'the one list of steps that every request passes, however it is answered',
    'src/execution src/server/http',
  ),
  folder(
    'src/server/delivery',
    'how an answer is sent: compressed, and with what caches have to know',
    'src/server/http',
  ),
  folder(
    'src/server/documents',
    'documents that are requested by id, and which of them are executed',
    'src/server/http src/server/pipeline',
  ),
  folder(
    'src/server/cost',
    'the check of the cost, on every way of answering',
    'src/async src/execution src/cost src/server/http src/server/pipeline',
  ),
  folder(
    'src/server/rates',
    'the rates of each principal, on every way of answering',
    'src/access/rights src/server/http src/server/pipeline',
  ),
  folder(
    'src/server/fast-path',
    'operations that were answered before, answered past Fastify and Apollo',
    'src/async src/execution src/server/http src/server/pipeline src/server/delivery src/server/documents src/server/cost',
  ),
  folder(
    'src/server/live',
    'subscriptions: as streams of HTTP, and over WebSockets',
    'src/async src/execution src/live src/server/http src/server/pipeline src/server/documents',
  ),
  folder(
    'src/server/apollo',
    'operations by way of Apollo Server',
    'src/async src/execution src/server/http src/server/pipeline src/server/delivery src/server/documents src/server/cost src/server/fast-path src/server/live',
  ),
  folder(
    'src/server/rest',
    'trusted documents as operations of REST, and their description',
    'src/server/http src/server/documents src/server/apollo',
  ),
  folder(
    'src/server/export',
    'exports: whole lists that are sent as they are read',
    'src/server/http src/server/pipeline src/server/delivery',
  ),
  flat(
    'src/server',
    'the server',
    'src/async src/server/http src/server/pipeline src/server/delivery src/server/documents src/server/cost src/server/fast-path src/server/apollo src/server/rest src/server/export src/server/live',
  ),
  folder(
    'src/cluster',
    'what several instances share by way of a store, or one keeps for itself',
    'schema adapters/values adapters/contract.ts src/async src/access/rights src/errors src/resilience src/transport src/engine/answers src/engine/source src/engine/control src/server/rates',
  ),
  folder(
    'src/telemetry',
    'logs, metrics and traces',
    'schema adapters/contract.ts src/access/rights src/audit src/resilience src/transport src/engine/reporting src/engine/control src/server/http src/cluster',
  ),
  folder(
    'src/hooks',
    'modules of the operator that are called before requests, after answers and on events',
    'src/server/http src/server/pipeline src/telemetry',
  ),
  folder(
    'src/graphql/links',
    'lists that depend on a record',
    'adapters/contract.ts src/engine/source src/engine/lists src/engine/page',
  ),
  folder(
    'src/graphql/rights',
    'the check of operations: which rights they need',
    'schema src/access/rights src/execution',
  ),
  flat(
    'src/graphql',
    'what a resolver is given',
    'src/async src/access/rights src/errors src/cost src/engine/reporting src/engine/source src/engine/lists src/engine/control src/engine/lookup src/telemetry src/graphql/links',
  ),
  folder(
    'src/graphql/resolvers',
    'thin resolvers',
    'schema adapters/values adapters/contract.ts src/engine/source src/engine/lists src/engine/page src/engine/stats src/engine/control src/engine/lookup src/engine/trace src/graphql/links src/graphql',
  ),
  folder(
    'src/graphql/schema',
    'the executable schema',
    'schema adapters/values src/access/rights src/cost src/engine/source src/engine/control src/graphql src/graphql/resolvers',
  ),
  folder(
    'src/graphql/export',
    'what an export is of: list, filter and columns, by the graph',
    'schema adapters/contract.ts src/async src/access/rights src/export src/execution src/engine/source src/engine/page src/graphql/links src/graphql src/graphql/schema',
  ),
  folder(
    'src/gateway',
    'the composition root: puts the parts together',
    'src/async src/outbound src/access/rights src/access/sign-in src/access src/audit src/execution src/errors src/cost src/config src/resilience src/transport src/plan src/export src/engine/reporting src/engine/answers src/engine/source src/engine/lists src/engine/page src/engine/control src/engine/lookup src/server/http src/server/pipeline src/server/cost src/server/documents src/server/rates src/server src/telemetry src/graphql/links src/graphql/rights src/graphql src/graphql/schema src/graphql/export src/server/export src/live src/server/live src/hooks adapters/values src/cluster',
  ),
  folder('src/simulator', 'hosts the simulators on real ports', 'adapters/simulation adapters/simulators.ts'),
  folder(
    'src/conformance',
    'the audit of an adapter, for tests of any runner',
    'schema adapters/contract.ts adapters/simulation adapters/wire adapters/wire/json src/config src/plan src/engine/source',
  ),
  file(
    'src/testing.ts',
    'what the tests of adapters from outside import, as trunkline/testing',
    'adapters/simulation src/simulator src/conformance',
  ),
  folder(
    'src/vendors',
    'vendors from outside: loads and checks the modules that a configuration names',
    'adapters/contract.ts adapters/simulation adapters/kit.ts src/config',
  ),
  folder(
    'src/cli',
    'the command line',
    'schema adapters/contract.ts adapters/simulation adapters/index.ts adapters/simulators.ts src/plan src/access/rights src/access/sign-in src/audit src/config src/cluster src/outbound src/errors src/engine/source src/engine/rows src/graphql/schema src/gateway src/simulator src/vendors',
  ),
  file('src/main.ts', 'the process', 'src/cli'),
]

/** The table of docs/architecture.md. */
export const modulesTable = (): string =>
  toTable(
    ['module', 'what it is for'],
    MODULES.map(({ name, purpose }) => [toCode(name), purpose]),
  )
