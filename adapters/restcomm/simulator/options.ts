import { z } from 'zod'
import { timeZoneOption } from '../../simulation/zoned-time.js'

/** Options of a simulated Restcomm. */
export const restcommOptions = z.strictObject({
  product: z.enum(['sbc', 'connect']).default('sbc').meta({ description: 'Restcomm SBC or Restcomm Connect.' }),
  format: z.enum(['xml', 'json']).default('json').meta({
    description: 'The format in the source section; the simulator supports both.',
  }),
  accountSid: z.string().min(1).default('ACae6e420f425248d6a26948c17a9e2acf').meta({ description: 'The account.' }),
  authToken: z.string().min(1).default('demo-password').meta({ description: 'Its auth token.' }),
  timeZone: timeZoneOption
    .default('Europe/Copenhagen')
    .meta({ description: 'The time zone of the server: of StartTime and EndTime, and of the days in filters.' }),
})
export type RestcommOptions = z.output<typeof restcommOptions>
export type Product = RestcommOptions['product']
export type Format = RestcommOptions['format']

/** Where the REST interface is mounted. */
export const basePathOf = ({ product }: Pick<RestcommOptions, 'product'>): string =>
  product === 'connect' ? '/restcomm/2012-04-24' : '/restcomm-sbc/2012-04-24'
