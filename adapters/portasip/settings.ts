import { getCountries } from 'libphonenumber-js'
import { z } from 'zod'
import { secretSetting } from '../values/secret.js'
import { isTimeZone } from '../wire/time/local-time.js'

const ONE_WAY_IN = 'give either auth or trusted, exactly one of them'
const ONE_IDENTITY = 'give either customerId or wholesalerId, exactly one of them'

const switchId = (description: string) => z.int32().positive().optional().meta({ description })

const auth = z
  .strictObject({
    username: z.string().min(1).meta({ description: 'The Web Login of the customer whose calls are listed.' }),
    password: secretSetting('The API Password of that customer; "Allow API Calls" must be on.'),
    customerId: switchId(
      'The i_customer of that customer, if it is known: records of calls of its accounts belong to it.',
    ),
  })
  .meta({ description: 'Normal mode: HTTP digest.' })

const trusted = z
  .strictObject({
    customerId: switchId('The customer whose permissions apply to all requests: sent as i_customer.'),
    wholesalerId: switchId('The wholesaler whose permissions apply to all requests: sent as i_wholesaler.'),
  })
  .refine((given) => (given.customerId === undefined) !== (given.wholesalerId === undefined), ONE_IDENTITY)
  .meta({ description: "Trusted mode: the switch trusts the gateway's address, and does not require a password." })

/** The configuration keys of a source that are specific to this vendor. */
export const portasipSettings = z
  .strictObject({
    auth: auth.optional(),
    trusted: trusted.optional(),
    timeZone: z
      .string()
      .refine(isTimeZone, 'not a time zone: expected an IANA name such as Europe/Copenhagen')
      .default('UTC')
      .meta({ description: "The time zone of the switch's times, which are sent without an offset." }),
    region: z
      .enum(getCountries())
      .optional()
      .meta({ description: 'ISO 3166 alpha-2 code of the country whose numbering plan applies to national numbers.' }),
    callRecords: z
      .strictObject({
        keptDays: z.int().min(1).max(3660).default(366).meta({
          description: 'How many days the switch keeps call records. Older ones are not requested.',
        }),
        longestCallMinutes: z.int().min(1).max(1440).default(240).meta({
          description:
            'The longest call that the switch permits. Sippy does not document whether it finds records by their start or their end, so requests reach this much further, unless comparedTime is start.',
        }),
        comparedTime: z.enum(['unknown', 'start']).default('unknown').meta({
          description:
            'By which time the switch finds records. start: by the start of the call, so that requests need not reach further; a range that has the start of a long call and not its end then finds the call. unknown: by any time of the call.',
        }),
        carrierCosts: z.boolean().default(false).meta({
          description:
            'Whether what carriers are paid is read from the export of their records (exportVendorsCDRs_Mera), when cost or carrier is selected. The API user must be allowed to read it.',
        }),
      })
      .prefault({})
      .meta({ description: 'Records of calls that have ended.' }),
    customers: z
      .strictObject({
        listedBalance: z.enum(['money', 'debt']).default('money').meta({
          description:
            'Whether a positive balance in listCustomers is money that the customer has, or debt. Sippy does not document it: compare the balance of one customer with the web interface.',
        }),
      })
      .prefault({})
      .meta({ description: 'Customers.' }),
  })
  .refine((given) => (given.auth === undefined) !== (given.trusted === undefined), ONE_WAY_IN)

export type PortasipSettings = z.output<typeof portasipSettings>
