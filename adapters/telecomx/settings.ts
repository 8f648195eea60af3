import { getCountries } from 'libphonenumber-js'
import { z } from 'zod'
import { secretSetting } from '../values/secret.js'

const login = z.strictObject({
  username: z.string().min(1).meta({ description: "The user's e-mail address at TelecomX." }),
  password: secretSetting("The user's password."),
})
const machineToken = z.strictObject({
  token: secretSetting('A machine token of an employee (POST /employee/ID/token); it does not expire.'),
})

/** The configuration keys of a source that are specific to TelecomX. */
export const telecomxSettings = z.strictObject({
  auth: z.union([login, machineToken]).meta({ description: 'User name and password, or a machine token.' }),
  resellerId: z
    .string()
    .min(1)
    .optional()
    .meta({
      description:
        "Id of the reseller whose customers' SIP accounts are listed. Without it, a list of SIP accounts that is " +
        "filtered by neither customer nor reseller contains only those of the user's own customer.",
    }),
  region: z
    .enum(getCountries(), { error: 'expected an ISO 3166 country code in upper case, such as DK' })
    .default('DK')
    .meta({ description: 'The country of numbers that are written without a country code.' }),
})
export type TelecomxSettings = z.output<typeof telecomxSettings>
