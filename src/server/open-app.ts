import type { IncomingMessage } from 'node:http'
import type { AnswerDelivery } from './delivery/delivery.js'
import { addExportRoutes } from './export/export-route.js'
import type { openPages } from './graph-routes.js'
import type { Identify } from './http/client.js'
import type { ErrorFormat } from './http/error-format.js'
import { addExplorerRoutes } from './http/explorer-page.js'
import { announceLast } from './http/graceful-stop.js'
import { addHealthRoutes } from './http/health.js'
import { createHttpApp, type HttpApp } from './http/http-app.js'
import { answerHttpErrors } from './http/http-errors.js'
import type { HttpFront } from './http/http-front.js'
import { addLogInRoutes } from './http/log-in-routes.js'
import { addMetricsRoute } from './http/metrics-route.js'
import { refuseWithoutRoom } from './http/no-room.js'
import { addReloadRoute } from './http/reload-route.js'
import { emitRequestEvents } from './http/server-events.js'
import { addWallboardRoutes } from './http/wallboard-page.js'
import type { Pipeline } from './pipeline/pipeline.js'
import type { ServerOptions } from './server-options.js'

interface AppParts<Context extends object> {
  readonly front: HttpFront
  readonly pages: ReturnType<typeof openPages>
  readonly pipeline: Pipeline<Context>
  readonly delivery: AnswerDelivery
  readonly formatError: ErrorFormat
  readonly maxBodyBytes: number
  readonly identify: Identify
}

/** The app with all its routes but those of the graph. */
export function openApp<Context extends object>(
  options: ServerOptions<Context>,
  { front, pages, pipeline, delivery, formatError, maxBodyBytes, identify }: AppParts<Context>,
): HttpApp {
  const { signals, unsent, stopping, isLast } = front
  const { exports, logger, metrics, onEvent, ready, reload } = options
  const principalOf = (request: IncomingMessage) => pipeline.exchangeOf(request).principal
  const { app, listener } = createHttpApp({ logger, maxBodyBytes })
  announceLast(app, isLast)
  answerHttpErrors(app, { maxBodyBytes, formatError })
  if (onEvent)
    emitRequestEvents(app, onEvent, {
      hasOperation: (request) => pipeline.exchangeOf(request).isOperationAnswered,
      isStream: (request) => pipeline.exchangeOf(request).isStream,
    })
  refuseWithoutRoom(app, unsent)
  addHealthRoutes(app, { ready, stopping })
  if (metrics) addMetricsRoute(app, metrics, (request) => metrics.mayRead(principalOf(request)))
  if (pages.explorer !== undefined) addExplorerRoutes(app, pages.explorer, options.explorer ?? { operations: [] })
  if (pages.wallboard !== undefined && options.wallboard !== undefined)
    addWallboardRoutes(app, pages.wallboard, options.wallboard, principalOf)
  if (exports) addExportRoutes(app, { exports, pipeline, delivery, signals, identify })
  if (reload) addReloadRoute(app, reload, principalOf)
  addLogInRoutes(app, options.logIn, (request) => principalOf(request)?.principal ?? null)
  return { app, listener }
}
