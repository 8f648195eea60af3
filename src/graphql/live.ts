/** The fields of the type Subscription. */
export type LiveField = 'activeCallUpdates' | 'activeCallStats' | 'sourceHealth'

/** What resolvers need for subscriptions and their history, for the viewer of one request. */
export interface LiveGraph {
  /**
   * The events of one subscription, in the form in which they are executed; ends when the iterator is closed.
   * @throws GraphQLError BAD_USER_INPUT; RATE_LIMITED.
   */
  payloads(field: LiveField, args: object): AsyncIterable<object>
  /**
   * Samples of the calls in progress, oldest first.
   * @throws GraphQLError BAD_USER_INPUT; FORBIDDEN for a viewer who may not read everything.
   */
  history(minutes: number): readonly object[]
}
