import type { GraphQLFormattedError } from 'graphql'

/** The error with which a stream ends when the rights of its sender do. */
export const AUTH_EXPIRED: GraphQLFormattedError = {
  message: 'The credential of this subscription is not valid any more; sign in again, then subscribe again.',
  extensions: { code: 'AUTH_EXPIRED' },
}
