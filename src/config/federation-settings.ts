import { z } from 'zod'

/** `server.federation`: what the graph tells a composer beside its types. */
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
  })
  .optional()
  .meta({ description: 'The graph as a subgraph of a federation.' })
