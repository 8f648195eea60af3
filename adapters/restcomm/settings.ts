import { getCountries } from 'libphonenumber-js'
import { z } from 'zod'
import { secretSetting } from '../values/secret.js'
import { isTimeZone } from '../wire/time/local-time.js'

const auth = z
  .strictObject({
    accountSid: z.string().min(1).meta({ description: 'The account: its SID, or the e-mail address it logs in with.' }),
    authToken: secretSetting("The account's auth token, or the password whose MD5 it is."),
  })
  .meta({ description: 'HTTP basic.' })

/** The vendor's own keys of a source's configuration. */
export const restcommSettings = z.strictObject({
  auth,
  product: z.enum(['sbc', 'connect']).default('sbc').meta({
    description: 'sbc: Restcomm SBC. connect: Restcomm Connect, whose paths name the account and which can end a call.',
  }),
  format: z.enum(['xml', 'json']).default('json').meta({
    description: 'What to ask for. JSON tells how many calls there are; XML tells what they cost.',
  }),
  timeZone: z
    .string()
    .refine(isTimeZone, 'not a time zone: expected an IANA name such as Europe/Copenhagen')
    .optional()
    .meta({ description: 'The zone of the server, whose days it filters by. Unknown: a day more is read.' }),
  region: z.enum(getCountries()).optional().meta({
    description: 'ISO 3166 alpha-2 code of the country where national numbers belong.',
  }),
})

export type RestcommSettings = z.output<typeof restcommSettings>
export type Product = RestcommSettings['product']
export type Format = RestcommSettings['format']
