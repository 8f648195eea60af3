/** What graphql-js adds to the message about a name that it does not know: names of the schema that are like it. */
const SUGGESTION = / Did you mean [^?]*\?/g

/** The message of an error without names of the schema. */
export const withoutSuggestions = (message: string): string => message.replaceAll(SUGGESTION, '')
