import { getCountries } from 'libphonenumber-js'
import { z } from 'zod'
import { secretSetting } from '../values/secret.js'

const username = z.string().min(1).meta({ description: 'The login of the PortaBilling user.' })
const withPassword = z.strictObject({ username, password: secretSetting("The user's password.") })
const withToken = z.strictObject({ username, token: secretSetting("The user's API access token.") })

/** The configuration keys of a source that are specific to PortaOne. */
export const portaoneSettings = z.strictObject({
  auth: z.union([withPassword, withToken]).meta({ description: 'A login, with its password or an API token.' }),
  customerId: z
    .string()
    .regex(/^[1-9]\d{0,14}$/, 'expected an i_customer: digits, such as "1234"')
    .optional()
    .meta({
      description:
        'The i_customer whose calls and accounts are read, if the source has only one. Records that do not name a customer belong to it. Without it, everything that the user may see is requested.',
    }),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/, 'expected an ISO 4217 code in upper case, such as EUR')
    .optional()
    .meta({ description: 'The currency of prices, if all customers have the same: call records do not contain it.' }),
  region: z
    .enum(getCountries(), { error: 'expected an ISO 3166 country code in upper case, such as DK' })
    .optional()
    .meta({ description: 'The country of numbers that are written without a country code.' }),
  postpaidBalance: z.enum(['debt', 'funds']).default('debt').meta({
    description:
      'What a positive balance of a customer, or of an account that is not prepaid, is: debt, or funds. PortaOne does not document it: compare one.',
  }),
  maxPageSize: z.int().min(1).max(10_000).default(1000).meta({
    description:
      'The most rows in one request. PortaOne does not document a limit; lower it if requests are refused, or lists are PARTIAL because the system returns fewer rows.',
  }),
  callRecords: z
    .strictObject({
      keptDays: z.int().min(1).max(3660).default(366).meta({
        description: 'How many days the system keeps call records. Older ones are not requested.',
      }),
      longestCallMinutes: z.int().min(1).max(1440).default(240).meta({
        description:
          'The longest time from the start of a call to its billing. PortaOne finds records by the time when they were billed, so requests reach this much further.',
      }),
    })
    .prefault({})
    .meta({ description: 'Records of calls that have ended.' }),
})
export type PortaoneSettings = z.output<typeof portaoneSettings>
