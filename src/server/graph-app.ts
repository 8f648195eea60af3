import type { IncomingMessage } from 'node:http'
import { defaultLimits, type Limits } from './apollo/limits.js'
import { CostCheck } from './cost/cost-check.js'
import { FastPathListener } from './fast-path/fast-path-listener.js'
import { addGraph, openPages } from './graph-routes.js'
import { clientIdentifier } from './http/client.js'
import { createErrorFormat } from './http/error-format.js'
import type { HttpFront } from './http/http-front.js'
import { type Listeners, refuseUpgrade } from './http/request-entry.js'
import { refusalEvents, reportAnswered } from './http/server-events.js'
import { openAnswers } from './open-answers.js'
import { openApp } from './open-app.js'
import { NO_SUBSCRIBERS, openLive, type Subscribers } from './open-live.js'
import { admitRequests } from './pipeline/admission.js'
import { refusePassedPlugins } from './pipeline/passed-plugins.js'
import { createPipeline } from './request-pipeline.js'
import { restOperations } from './rest/rest-operations.js'
import type { ServerOptions } from './server-options.js'

/** What answers requests by one set of options. */
export interface GraphApp {
  readonly listeners: Listeners
  subscribers(): Subscribers
  /** Ends its subscriptions, so that their clients subscribe again. */
  cutStreams(ending: 'REPLACED' | 'STOPPED'): void
  /** Must not be called before its last request has ended. */
  close(): Promise<void>
}

/** Opens everything that depends on the options, behind a front. */
export async function openGraphApp<Context extends object>(
  options: ServerOptions<Context>,
  front: HttpFront,
): Promise<GraphApp> {
  const { signals, unsent, stopping, isLast } = front
  const { context, onEvent, schema } = options
  const origins = options.cors?.origins
  refusePassedPlugins(options.plugins ?? [])
  const limits: Limits = { ...defaultLimits, ...options.limits }
  const { maxBodyBytes } = limits
  const formatError = createErrorFormat({ logger: options.logger })
  const identify = clientIdentifier(options.trustedProxies)
  const costs = options.cost && new CostCheck(options.cost)
  const pages = openPages(options)
  const pipeline = createPipeline(options, costs, pages.isPublic)
  const answers = await openAnswers(options, { limits, costs, pipeline, formatError, signals, identify })
  const { apollo, direct, delivery, documents } = answers
  const fast = new FastPathListener({
    ...{ direct, pipeline, maxBodyBytes, stopping, isLast, unsent, delivery },
    looksAtOrigins: origins !== undefined,
    onAnswered: onEvent && reportAnswered(onEvent),
  })
  const { app, listener } = openApp(options, {
    ...{ front, pages, pipeline, delivery, formatError, maxBodyBytes, identify },
  })
  const live =
    options.live &&
    openLive(options.live, {
      ...{ schema, limits, pipeline, documents, formatError, identify, onEvent, vary: delivery.vary },
      front,
      hidesSchema: options.hidesSchema,
      allowedOrigins: origins,
    })
  const { explorer } = pages
  const route = {
    ...answers,
    ...{ pipeline, origins, context, signals, identify, explorer },
    read: fast.read,
    live: live?.route,
  }
  const hidesSchema = (request: IncomingMessage) => options.hidesSchema?.(pipeline.exchangeOf(request)) ?? false
  const named = options.documents?.rest === true ? restOperations(documents.store.trusted, schema) : null
  await addGraph(app, route, named && { operations: named, schema, hidesSchema })
  await app.ready()
  const admission = {
    pipeline,
    isTls: options.tls !== undefined,
    onFailed: (error: unknown) => void formatError({ message: 'internal error' }, error),
    isLast,
    onRefused: onEvent && refusalEvents(onEvent),
  }
  return {
    listeners: {
      request: admitRequests(admission, fast.listen(listener)),
      upgrade: live?.upgrade ?? refuseUpgrade,
    },
    subscribers: () => live?.subscribers() ?? NO_SUBSCRIBERS,
    cutStreams: (ending) => void live?.cut(ending),
    async close() {
      await app.close()
      await apollo.stop()
    },
  }
}
