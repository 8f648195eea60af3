import { getCountries } from 'libphonenumber-js'
import { z } from 'zod'
import { secretSetting } from '../values/secret.js'
import { isTimeZone } from '../wire/time/local-time.js'

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
  calls: z.enum(['sessions', 'cdrs']).default('sessions').meta({
    description:
      'What calls are derived from: sessions, which show the course of a call and those in progress, or the CDRs of the customers, which have prices. The two have no common id, so calls are never read from both.',
  }),
  callRecords: z
    .strictObject({
      keptDays: z.int().min(1).max(3660).default(179).meta({
        description: 'How many days back CDRs are requested. The vendor returns those of six months.',
      }),
      timeZone: z
        .string()
        .refine(isTimeZone, 'not a time zone: expected an IANA name such as Europe/Copenhagen')
        .optional()
        .meta({
          description:
            'The time zone of the days by which CDRs are found. The vendor does not document it; where it is not set, one more day is read.',
        }),
      price: z
        .strictObject({
          currency: z
            .string()
            .regex(/^[A-Z]{3}$/, 'expected an ISO 4217 code such as DKK')
            .meta({ description: 'The currency of the amounts, an ISO 4217 code. CDRs do not name it.' }),
          unit: z.enum(['whole', 'hundredth']).default('whole').meta({
            description: 'What an amount of 1 means: one of the currency, or a hundredth of it.',
          }),
        })
        .optional()
        .meta({
          description:
            'What minutesPrice and minutesWholeSale of a CDR are. The vendor documents neither their unit nor their currency, so calls have no price without it.',
        }),
    })
    .prefault({})
    .meta({ description: 'How CDRs are read, with `calls: cdrs`.' }),
  region: z
    .enum(getCountries(), { error: 'expected an ISO 3166 country code in upper case, such as DK' })
    .default('DK')
    .meta({ description: 'The country of numbers that are written without a country code.' }),
})
export type TelecomxSettings = z.output<typeof telecomxSettings>
