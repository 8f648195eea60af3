import { z } from 'zod'

// The key `server.export`: what one export may be, in place of the limits of one request.

const wholeNumber = (least: number, most: number, description: string) =>
  z.number().int().min(least).max(most).meta({ description })

export const exportSettings = z
  .strictObject({
    maxRows: wholeNumber(1, 1_000_000_000, 'The maximum number of rows of one export.').default(5_000_000),
    maxSeconds: wholeNumber(1, 86_400, 'The time limit for one export, in seconds.').default(3600),
    concurrent: wholeNumber(
      1,
      100,
      'How many exports may run at the same time; one more is refused with HTTP 429.',
    ).default(2),
  })
  .prefault({})
  .meta({ description: 'Limits of one export (GET /export), in place of those of one GraphQL request.' })
