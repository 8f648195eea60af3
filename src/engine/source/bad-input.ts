import { GraphQLError } from 'graphql'

/** An error of the client. It names the argument, and says what would be right. */
export const badInput = (argument: string, message: string): GraphQLError =>
  new GraphQLError(`${argument}: ${message}`, { extensions: { code: 'BAD_USER_INPUT', argument } })
