import { z } from 'zod'

/** Options of a simulated Twilio, or of a cloud that is compatible with it. */
export const twilioOptions = z.strictObject({
  basePath: z
    .string()
    .regex(/^(\/[\w-]+)*$/)
    .default('/2010-04-01')
    .meta({
      description: 'Where the interface is: compatible clouds have it elsewhere, such as /api/laml/2010-04-01.',
    }),
  // Neither looks like the SID of a real account, so that no scanner for secrets mistakes it for one.
  accountSid: z.string().min(1).default('ACdemo-main-account').meta({ description: 'The account.' }),
  authToken: z.string().min(1).default('demo-password').meta({ description: 'Its auth token.' }),
  apiKeySid: z.string().min(1).default('SKdemo-key').meta({
    description: 'An API key of the account, whose secret is the auth token.',
  }),
  order: z.enum(['date', 'none']).default('date').meta({
    description: 'date: the newest call first. none: in no order.',
  }),
  startTimes: z.enum(['days', 'seconds']).default('days').meta({
    description: 'How times in filters are compared. days: the time of the day is ignored.',
  }),
  lastDay: z.enum(['before', 'midnight', 'whole']).default('before').meta({
    description: 'What StartTime< with a day finds: calls before its midnight, also those at it, or all of the day.',
  }),
  secondsToRate: z.int().min(0).default(60).meta({
    description: 'How many seconds after its end a call has a price.',
  }),
  throttled: z.boolean().default(false).meta({ description: 'Refuse every request, because there were too many.' }),
})
export type TwilioOptions = z.output<typeof twilioOptions>
