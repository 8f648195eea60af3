import type { ApolloServerPlugin } from '@apollo/server'
import type { GraphQLSchema } from 'graphql'
import type { Logger } from 'pino'
import type { OperationSlices } from '../async/operation-slices.js'
import type { Limits } from './apollo/limits.js'
import type { CostRules } from './cost/cost-check.js'
import type { DocumentOptions } from './documents/document-store.js'
import type { Exports } from './export/export-route.js'
import type { ExecutorName } from './fast-path/operation-cache.js'
import type { Sharing } from './fast-path/response-cache.js'
import type { TrustedProxies } from './http/client.js'
import type { ContextRequest, RequestPrincipal } from './http/context-request.js'
import type { ServerTls } from './http/create-server.js'
import type { ExplorerOptions } from './http/explorer-page.js'
import type { BrowserLogIn } from './http/log-in-routes.js'
import type { MetricsPage } from './http/metrics-route.js'
import type { ReloadRoute } from './http/reload-route.js'
import type { OnServerEvent } from './http/server-events.js'
import type { WallboardOptions } from './http/wallboard-page.js'
import type { LiveOptions } from './live/live-options.js'
import type { Exchange, RequestStep } from './pipeline/step.js'

export interface ServerOptions<Context extends object> {
  readonly schema: GraphQLSchema
  /** Creates the context of one request. It must be a plain object: Apollo passes a shallow copy to resolvers. */
  readonly context: (request: ContextRequest) => Context
  readonly host: string
  /** 0 takes any free port. */
  readonly port: number
  readonly logger: Logger
  /** Whether the gateway has started; for `/readyz`. */
  readonly ready: () => boolean
  /** Host names that are served besides loopback names, `host` and IP addresses; `*` stands for every name. */
  readonly hosts?: readonly string[] | undefined
  /** The most connections at once; 10 000 unless given. */
  readonly maxConnections?: number | undefined
  /** The most bytes of responses that clients have not read yet, over all connections; 256 MiB unless given. */
  readonly maxUnsentBytes?: number | undefined
  /** The GraphiQL page for browsers; absent: not served. */
  readonly explorer?: ExplorerOptions | undefined
  /** The wallboard page at /wallboard; absent: not served. */
  readonly wallboard?: WallboardOptions | undefined
  /** Logs browsers in and out at /auth; absent: they cannot log in. */
  readonly logIn?: BrowserLogIn | undefined
  /** Whether introspection is allowed; true unless given. */
  readonly introspection?: boolean | undefined
  /** Whether errors must not name what is in the schema, such as for a client who may not read it. */
  readonly hidesSchema?: ((exchange: Exchange) => boolean) | undefined
  readonly limits?: Partial<Limits> | undefined
  /** What executes operations; the gateway's own executor unless given. */
  readonly executor?: ExecutorName | undefined
  /** What operations may cost; absent: no limit. */
  readonly cost?: CostRules<Context> | undefined
  /** The origins whose pages may call the graph; absent: only its own. `*` allows all. */
  readonly cors?: { readonly origins: readonly string[] } | undefined
  /** The proxies in front of the server; absent: none, and headers that identify the client are ignored. */
  readonly trustedProxies?: TrustedProxies | undefined
  /** How long requests in flight may still take when the server stops, in milliseconds; 10 s unless given. */
  readonly stopGraceMs?: number | undefined
  readonly onEvent?: OnServerEvent<Context> | undefined
  /** What Prometheus reads at `/metrics`; absent: not served here. */
  readonly metrics?: ServedMetrics | undefined
  /** Reads the configuration again at POST /-/reload; absent: not served. */
  readonly reload?: ReloadRoute | undefined
  /** The certificate of the server; absent: plain HTTP. */
  readonly tls?: ServerTls | undefined
  /** Steps of the pipeline that run after those of the server itself, however a request is answered. */
  readonly steps?: readonly RequestStep<Context>[] | undefined
  /** Apollo plug-ins for the start and the end of the server; those that look at requests are refused: use `steps`. */
  readonly plugins?: readonly ApolloServerPlugin<Context>[] | undefined
  /** Returns the `extensions` of a response; null for none. */
  readonly extensions?: ((context: Context) => Readonly<Record<string, unknown>> | null) | undefined
  /** The slices in which a request is executed; absent: in one piece. */
  readonly slicesOf?: ((context: Context) => OperationSlices) | undefined
  /** Which responses clients may share; absent: none. */
  readonly sharing?: Sharing<Context> | undefined
  /** Documents that are requested by id; absent: only those that clients have registered by their hash (APQ). */
  readonly documents?: ServerDocuments | undefined
  /** Subscriptions; absent: they are refused. */
  readonly live?: LiveOptions | undefined
  /** What is served at /export; absent: nothing. */
  readonly exports?: Exports<Context> | undefined
}

export interface ServerDocuments extends DocumentOptions {
  /** Whether the sender of a request may execute any document; nobody unless given. */
  readonly isExempt?: (exchange: Exchange) => boolean
}

export interface ServedMetrics extends MetricsPage {
  /** Whether the sender of a request may read it; null: the sender is not known. */
  readonly mayRead: (principal: RequestPrincipal | null) => boolean
}
