import { z } from 'zod'
import { canonicalHost } from '../net/host-name.js'

// What mutations may do to a source.

/** Prefix of URLs: `https://ivr.example.net/calls`. */
function isUrlPrefix(given: string): boolean {
  const url = URL.parse(given)
  if (url === null || (url.protocol !== 'https:' && url.protocol !== 'http:')) return false
  return url.username === '' && url.password === '' && url.search === '' && url.hash === ''
}

const urlPrefix = z
  .string()
  .refine(
    isUrlPrefix,
    'must be an http or https URL without user name, query and fragment, such as https://ivr.example.net/calls',
  )

const numberPattern = z
  .string()
  .regex(
    /^(?:\+\d{0,14}\*|\d{0,8}\*|\+[1-9]\d{6,14}|\d{1,8}|client:[\w.-]{1,64})$/,
    'must be a number such as +4512345678, an extension such as 101, a client such as client:alice, or the beginning of numbers with an asterisk, such as +45*',
  )

const hostName = z
  .string()
  .refine(
    (given) => canonicalHost(given) === given,
    'must be a host name in lower case, without a port, such as ivr.example.net',
  )

const makeCall = z
  .strictObject({
    urls: z
      .array(urlPrefix)
      .min(1)
      .meta({
        description:
          'The URLs that makeCall may pass to the source: those that begin with one of these, by scheme, host, port and ' +
          'whole segments of the path. Without them no call is placed.',
      }),
    destinations: z.array(numberPattern).min(1).optional().meta({
      description:
        'The numbers that may be called, such as +45* or 101; every number by default. * alone is every extension.',
    }),
    callerIds: z
      .array(numberPattern)
      .min(1)
      .optional()
      .meta({ description: 'The numbers that may be presented as the caller; every number by default.' }),
    allowPrivate: z.array(hostName).default([]).meta({
      description:
        'Hosts of urls whose addresses may be private. The addresses of all others are looked up, and must be public.',
    }),
  })
  .meta({ description: 'The rules for calls that are placed.' })

/** `true`, or the rules; calls are placed only where there are rules. */
export const control = z.union([z.boolean(), z.strictObject({ makeCall })]).meta({
  description:
    'Whether mutations may act on this source: true, or rules for calls that are placed, which makeCall needs. ' +
    'Mutations are refused unless it is set.',
})

export type ControlSettings = z.output<typeof control>
