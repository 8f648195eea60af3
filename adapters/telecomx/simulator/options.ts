import { z } from 'zod'
import { timeZoneOption } from '../../simulation/zoned-time.js'

/** Options of a simulated TelecomX site. */
export const telecomxOptions = z.strictObject({
  username: z.string().min(1).default('demo').meta({ description: 'The user name.' }),
  password: z.string().min(1).default('demo-password').meta({ description: "The user's password." }),
  machineToken: z.string().min(1).default('demo-token').meta({ description: 'A token that does not expire.' }),
  tokenMinutes: z
    .number()
    .refine((minutes) => minutes === -1 || minutes > 0, 'expected -1 or more than 0')
    .default(15)
    .meta({ description: 'Lifetime of a login token in minutes; -1: it does not expire.' }),
  bareArray: z.boolean().default(false).meta({
    description: 'Whether sessions are sent as a bare array without a total, as in the examples of the document.',
  }),
  order: z.enum(['newest-first', 'shuffled']).default('newest-first').meta({
    description: 'The order of sessions and CDRs, which the vendor does not document.',
  }),
  calls: z.enum(['sessions', 'cdrs']).default('sessions').meta({
    description: 'What the configuration of the site reads calls from.',
  }),
  cdrZone: timeZoneOption.default('Europe/Copenhagen').meta({
    description: 'The time zone of the days by which CDRs are found.',
  }),
  cdrEnd: z.enum(['inclusive', 'exclusive']).default('inclusive').meta({
    description: 'Whether the CDRs of toDate itself are returned.',
  }),
})
export type TelecomxOptions = z.output<typeof telecomxOptions>
