import { getCountries } from 'libphonenumber-js'
import { z } from 'zod'
import { secretSetting } from '../values/secret.js'
import { ACCOUNT_SID } from './account-sid.js'

const accountSid = z
  .string()
  .regex(ACCOUNT_SID, 'not the SID of an account: expected letters and digits only, as in AC…')
  .meta({ description: 'The SID of the account whose calls are listed; some clouds call it project.' })

/** The largest PageSize of Twilio. */
const MOST_ROWS = 1000

const token = z.strictObject({ accountSid, authToken: secretSetting("The account's auth token.") })
const apiKey = z.strictObject({
  accountSid,
  apiKeySid: z.string().min(1).meta({ description: 'The SID of an API key of that account, as in SK….' }),
  apiKeySecret: secretSetting('The secret of that API key.'),
})

/** The configuration keys of a source that are specific to this vendor. */
export const twilioSettings = z.strictObject({
  auth: z.union([token, apiKey]).meta({ description: "HTTP basic: the account's auth token, or an API key." }),
  startTimes: z.enum(['days', 'seconds']).default('days').meta({
    description:
      'How precisely the vendor filters by StartTime. days: by days in UTC, as documented. seconds: also by the time of the day, which makes pages of busy accounts faster; only for servers that are known to do so, because with others calls would be missing.',
  }),
  maxPageSize: z.int().min(1).max(MOST_ROWS).default(MOST_ROWS).meta({
    description: 'The most rows in one request. Lower it for compatible clouds that allow fewer.',
  }),
  callRecords: z
    .strictObject({
      keptDays: z.int().min(1).max(3660).default(396).meta({
        description: 'How many days the vendor keeps call records. Older ones are not requested.',
      }),
    })
    .prefault({})
    .meta({ description: 'Records of calls.' }),
  region: z.enum(getCountries()).optional().meta({
    description: 'ISO 3166 alpha-2 code of the country whose numbering plan applies to national numbers.',
  }),
})

export type TwilioSettings = z.output<typeof twilioSettings>
