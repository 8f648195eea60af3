import { z } from 'zod'

/** How a simulated TelecomX site is set up. */
export const telecomxOptions = z.strictObject({
  username: z.string().min(1).default('demo').meta({ description: 'The user.' }),
  password: z.string().min(1).default('demo-password').meta({ description: "The user's password." }),
  machineToken: z.string().min(1).default('demo-token').meta({ description: 'A token that does not expire.' }),
  tokenMinutes: z
    .number()
    .refine((minutes) => minutes === -1 || minutes > 0, 'expected -1 or more than 0')
    .default(15)
    .meta({ description: 'How long a login lasts; -1: for ever.' }),
  bareArray: z.boolean().default(false).meta({
    description: 'Sessions come as a bare array, as in the examples of the document, without a total.',
  }),
  order: z.enum(['newest-first', 'shuffled']).default('newest-first').meta({
    description: 'The order of sessions, which the vendor does not document.',
  }),
})
export type TelecomxOptions = z.output<typeof telecomxOptions>
