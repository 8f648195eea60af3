import type { ApolloServerPlugin } from '@apollo/server'
import { surveyDocument } from '../../execution/survey.js'
import type { Deliverable, DeliveryTerms } from '../delivery/delivery.js'
import { isOwn, type Sharing } from '../fast-path/response-cache.js'
import type { Pipeline } from '../pipeline/pipeline.js'
import type { Exchange } from '../pipeline/step.js'

/** What is known of an answer that Apollo has made, beside its body. */
export interface AnswerFacts {
  readonly answer: Omit<Deliverable, 'body'>
  readonly terms: Pick<DeliveryTerms, 'hasSecrets' | 'mayKeep'>
}

const UNKNOWN_ANSWER = { codes: [], freshUntilMs: 0, isCurrent: () => false }

/** Of an answer without an operation, or one that failed before it was found. */
const NOTHING_KNOWN: AnswerFacts = { answer: UNKNOWN_ANSWER, terms: { hasSecrets: false, mayKeep: false } }

/** Notes, for each answer of Apollo, how it may be sent. */
export class AnswerNotes<Context extends object> {
  readonly #facts = new WeakMap<Exchange, AnswerFacts>()

  constructor(
    private readonly pipeline: Pipeline<Context>,
    private readonly sharing: Sharing<Context> | undefined,
  ) {}

  readonly plugin: ApolloServerPlugin<Context> = {
    requestDidStart: async () => {
      const exchange = this.pipeline.current
      return {
        willSendResponse: async ({ document, operation, response, contextValue }) => {
          const { sharing } = this
          if (sharing === undefined || document === undefined || !operation) return
          const { fieldNames } = surveyDocument(document)
          const errors = response.body.kind === 'single' ? response.body.singleResult.errors : undefined
          const { headers } = exchange.request
          this.#facts.set(exchange, {
            answer: {
              codes: (errors ?? []).map(({ extensions }) => String(extensions?.['code'])),
              freshUntilMs: sharing.freshUntilMs(contextValue),
              isCurrent: sharing.currencyOf(contextValue),
            },
            terms: {
              hasSecrets: sharing.secretFields?.some((name) => fieldNames.has(name)) ?? false,
              mayKeep: operation.operation === 'query' && !isOwn(sharing, headers, fieldNames),
            },
          })
        },
      }
    },
  }

  of(exchange: Exchange): AnswerFacts {
    return this.#facts.get(exchange) ?? NOTHING_KNOWN
  }
}
