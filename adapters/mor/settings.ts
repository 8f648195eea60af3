import { getCountries } from 'libphonenumber-js'
import { z } from 'zod'
import { secretSetting } from '../values/secret.js'
import { isTimeZone } from '../wire/time/local-time.js'

/** What a source of the vendor `mor` is configured with, beside the keys that every source has. */
export const morSettings = z.strictObject({
  auth: z
    .strictObject({
      username: z.string().min(1).meta({ description: 'The user who asks, MOR u: an administrator sees every call.' }),
      secretKey: secretSetting('The API Secret Key, from the settings of MOR or of the reseller.'),
    })
    .meta({ description: 'Who asks.' }),
  hash: z.enum(['auto', 'key', 'username+key', 'none']).default('auto').meta({
    description:
      'What the hash of a request is made of. auto: the likelier, then the other. none: MOR does not check it.',
  }),
  timeZone: z
    .string()
    .refine(isTimeZone, 'there is no such time zone; expected an IANA name such as Europe/Vilnius')
    .default('UTC')
    .meta({ description: 'The time zone of the MOR user or server, an IANA name: its times have no offset.' }),
  region: z
    .enum(getCountries())
    .optional()
    .meta({ description: 'ISO 3166 alpha-2 code of the country whose numbering plan national numbers belong to.' }),
})
export type MorSettings = z.output<typeof morSettings>
