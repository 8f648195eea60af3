import { z } from 'zod'

const orders = ['oldest_first', 'oldest_last', 'longest_first', 'longest_last'] as const
export type CallOrder = (typeof orders)[number]

export const isCallOrder = (value: unknown): value is CallOrder => orders.some((order) => order === value)

/** Options of a simulated switch. */
export const switchOptions = z.strictObject({
  username: z.string().min(1).default('weblogin').meta({ description: 'Web Login of the API user.' }),
  password: z.string().min(1).default('demo-password').meta({ description: 'API Password of that user.' }),
  trusted: z.boolean().default(false).meta({ description: 'Trusted mode: no password, i_customer in every request.' }),
  customerId: z
    .int32()
    .positive()
    .default(1)
    .meta({ description: 'i_customer of the API user; 1 is the root customer, who sees all calls.' }),
  setupTime: z
    .boolean()
    .default(true)
    .meta({ description: 'Whether calls have SETUP_TIME; switches from before 2022 do not send it.' }),
  order: z
    .enum([...orders, 'none'])
    .default('oldest_first')
    .meta({
      description: 'The order if the request does not specify one; none: always shuffled, as in versions before 2020.',
    }),
  recordsAllowed: z.boolean().default(true).meta({
    description: 'Whether the API user may read call records; if not, requests for them are answered with 401.',
  }),
  exportAllowed: z.boolean().default(true).meta({
    description: 'Whether the API user may export the records of carriers; if not, it is refused with a fault.',
  }),
  exportRows: z.int().min(1).default(1000).meta({
    description: 'How many records of carriers one answer has; Sippy does not document it.',
  }),
  recordDelaySeconds: z
    .int()
    .min(0)
    .default(45)
    .meta({ description: 'How long after the end of a call its record is written.' }),
  recordIds: z
    .boolean()
    .default(true)
    .meta({ description: 'Whether call records have i_call and call_id; switches from before 2020 do not send them.' }),
  comparedTime: z
    .enum(['setup', 'connect', 'disconnect'])
    .default('setup')
    .meta({ description: 'The time of call records that the dates of a request are compared with.' }),
  listedBalance: z
    .enum(['money', 'debt'])
    .default('money')
    .meta({ description: 'What a positive balance in listCustomers is; Sippy does not document it.' }),
  includesEnd: z
    .boolean()
    .default(false)
    .meta({ description: 'Whether call records at end_date itself are returned.' }),
})
export type SwitchOptions = z.output<typeof switchOptions>
