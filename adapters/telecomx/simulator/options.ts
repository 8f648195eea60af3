import { z } from 'zod'

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
    description: 'The order of sessions, which the vendor does not document.',
  }),
})
export type TelecomxOptions = z.output<typeof telecomxOptions>
