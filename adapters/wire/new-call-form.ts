import type { MakeCallRequest, Parameters } from '../contract.js'

/** The form fields of POST Calls that are set, by the names that several vendors with a REST interface have in common. */
export function newCallForm(call: MakeCallRequest): Parameters {
  const fields: readonly (readonly [string, string | number | undefined])[] = [
    ['From', call.from],
    ['To', call.to],
    ['Url', call.url],
    ['Method', call.method],
    ['FallbackUrl', call.fallbackUrl],
    ['FallbackMethod', call.fallbackMethod],
    ['StatusCallback', call.statusCallback],
    ['StatusCallbackMethod', call.statusCallbackMethod],
    ['Timeout', call.timeoutSeconds],
  ]
  return fields.flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)] as const]))
}
