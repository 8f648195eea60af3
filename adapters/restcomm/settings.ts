import { getCountries } from 'libphonenumber-js'
import { z } from 'zod'
import { secretSetting } from '../values/secret.js'
import { isTimeZone } from '../wire/time/local-time.js'

const auth = z
  .strictObject({
    accountSid: z
      .string()
      .min(1)
      .meta({ description: 'The account: its SID, or the e-mail address that it logs in with.' }),
    authToken: secretSetting("The account's auth token, or the password whose MD5 it is."),
  })
  .meta({ description: 'HTTP basic.' })

/** The configuration keys of a source that are specific to this vendor. */
export const restcommSettings = z.strictObject({
  auth,
  product: z.enum(['sbc', 'connect']).default('sbc').meta({
    description: 'sbc: Restcomm SBC. connect: Restcomm Connect, which has the account in its paths and can end calls.',
  }),
  format: z.enum(['xml', 'json']).default('json').meta({
    description: 'The format to request. Only JSON has the total number of calls; only XML has their prices.',
  }),
  timeZone: z
    .string()
    .refine(isTimeZone, 'not a time zone: expected an IANA name such as Europe/Copenhagen')
    .optional()
    .meta({
      description:
        'The time zone of the server: Restcomm filters by days of this zone. Without it, one more day is read.',
    }),
  region: z.enum(getCountries()).optional().meta({
    description: 'ISO 3166 alpha-2 code of the country whose numbering plan applies to national numbers.',
  }),
})

export type RestcommSettings = z.output<typeof restcommSettings>
export type Product = RestcommSettings['product']
export type Format = RestcommSettings['format']
