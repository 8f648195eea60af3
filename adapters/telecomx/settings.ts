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

/** TelecomX's own keys of a source's configuration. */
export const telecomxSettings = z.strictObject({
  auth: z.union([login, machineToken]).meta({ description: 'User name and password, or a machine token.' }),
  resellerId: z
    .string()
    .min(1)
    .optional()
    .meta({
      description:
        "Id of the reseller whose customers' SIP accounts the source has. Without it, a list of SIP accounts that " +
        "names neither customer nor reseller holds those of the user's own customer only.",
    }),
  region: z
    .enum(getCountries(), { error: 'expected an ISO 3166 country code in capitals, such as DK' })
    .default('DK')
    .meta({ description: 'The country that numbers without a country code belong to.' }),
})
export type TelecomxSettings = z.output<typeof telecomxSettings>
