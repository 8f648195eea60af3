import { z } from 'zod'

/** `server.federation`: what the schema for composers has beside its types. */
export const federationSettings = z
  .strictObject({
    directives: z
      .boolean()
      .default(false)
      .meta({
        description:
          'Whether the schema for composers (`_service.sdl`) has @cost and @listSize, so that a router estimates operations ' +
          'by the same numbers. It then needs Federation 2.9.',
      }),
    requiresScopes: z
      .boolean()
      .default(false)
      .meta({
        description:
          'Whether the schema for composers has @requiresScopes (Federation 2.9): for a router whose clients have tokens ' +
          'with the scopes of the gateway. The gateway checks every request in any case.',
      }),
  })
  .optional()
  .meta({ description: 'The graph as a subgraph of a federation.' })
