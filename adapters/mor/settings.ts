import { getCountries } from 'libphonenumber-js'
import { z } from 'zod'
import { secretSetting } from '../values/secret.js'
import { isTimeZone } from '../wire/time/local-time.js'

/** A number as MOR writes it; it ignores other text, and would return all calls. */
const morId = z.string().regex(/^[1-9]\d*$/, 'expected the id of a record in MOR, such as "3"')

/** The configuration keys of a source that are specific to MOR. */
export const morSettings = z.strictObject({
  auth: z
    .strictObject({
      username: z.string().min(1).meta({ description: 'The API user, sent as u: an administrator sees all calls.' }),
      secretKey: secretSetting('The API Secret Key, from the settings of MOR or of the reseller.'),
      password: secretSetting(
        'The password of the API user, which MOR requires to list its users: without it, customers are not listed, and only fetched by their ids. It is sent with every such request, so use https.',
      ).optional(),
    })
    .meta({ description: 'The API user and its key.' }),
  hash: z.enum(['auto', 'key', 'username+key', 'none']).default('auto').meta({
    description:
      'What the hash of a request is computed from. auto: the more likely of the two first, then the other. none: MOR does not check it.',
  }),
  timeZone: z
    .string()
    .refine(isTimeZone, 'unknown time zone: expected an IANA name such as Europe/Vilnius')
    .default('UTC')
    .meta({ description: 'The time zone of the MOR user or server, an IANA name. Times are sent without an offset.' }),
  serverTimeZone: z
    .string()
    .refine(isTimeZone, 'unknown time zone: expected an IANA name such as Europe/Vilnius')
    .optional()
    .meta({
      description:
        'The time zone of the MOR server, which the times of call records are in, whatever that of the MOR user. The default is timeZone.',
    }),
  callRecords: z
    .strictObject({
      keptDays: z.int().min(1).max(3660).default(366).meta({
        description: 'How many days the server keeps call records. Older ones are not requested.',
      }),
      providers: z.record(morId, z.string().min(1)).default({}).meta({
        description:
          'The names of providers, as in the field carrier, by their ids: those that the condition mor.providerId may name.',
      }),
      dids: z.record(morId, z.string().min(1)).default({}).meta({
        description: 'The numbers of DIDs, as in mor.did, by their ids: those that the condition mor.didId may name.',
      }),
      hangupCauses: z.record(morId, z.int().min(0).max(255)).default({}).meta({
        description:
          'The codes of hangup causes by their ids in MOR: those that the condition mor.hangupCauseId may name.',
      }),
    })
    .prefault({})
    .meta({ description: 'Records of calls that have ended.' }),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/, 'not a code of ISO 4217, such as EUR')
    .optional()
    .meta({ description: 'The default currency of MOR. Balances in the list of users are in it, and do not name it.' }),
  region: z
    .enum(getCountries())
    .optional()
    .meta({ description: 'ISO 3166 alpha-2 code of the country whose numbering plan applies to national numbers.' }),
})
export type MorSettings = z.output<typeof morSettings>
