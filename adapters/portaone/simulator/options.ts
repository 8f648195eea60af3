import { z } from 'zod'

/** Options of a simulated PortaSwitch. */
export const portaoneOptions = z.strictObject({
  username: z.string().min(1).default('demo').meta({ description: 'The login of the user.' }),
  password: z.string().min(1).default('demo-password').meta({ description: "The user's password." }),
  apiToken: z.string().min(1).default('demo-token').meta({ description: "The user's API token." }),
  tokenSeconds: z.number().positive().default(172_800).meta({ description: 'Lifetime of an access token in seconds.' }),
  expiry: z.enum(['expires_at', 'expires_in', 'unstated']).default('expires_at').meta({
    description: 'How a login states when its token expires; unstated: the token itself does not state it either.',
  }),
  namesCustomer: z.boolean().default(true).meta({ description: 'Whether xDRs and sessions have i_customer.' }),
  unixTimes: z.boolean().default(true).meta({ description: 'Whether times are also sent in seconds since 1970.' }),
  setupTime: z.boolean().default(false).meta({ description: 'Whether xDRs and sessions have setup_time.' }),
  causeAsText: z.boolean().default(true).meta({ description: 'Whether disconnect_cause is text instead of a number.' }),
  largestLimit: z.int().min(1).default(10_000).meta({ description: 'The most rows in one response.' }),
  ignoresServiceType: z.boolean().default(false).meta({ description: 'Whether payments are always among the xDRs.' }),
  includesEnd: z.boolean().default(false).meta({ description: 'Whether to_date itself is included.' }),
  recordDelaySeconds: z.number().min(0).default(0).meta({ description: 'How long after a call its xDR is written.' }),
  currency: z.string().default('EUR').meta({ description: 'The currency of all customers.' }),
})
export type PortaoneOptions = z.output<typeof portaoneOptions>
