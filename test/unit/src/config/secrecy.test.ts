// A fault names the place and what is expected, never the value: half a password in a log is a password in a log.

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { adapters } from '../../../../adapters/index.js'
import { formatFault } from '../../../../src/config/config-issues.js'
import { fillReferences } from '../../../../src/config/references.js'
import { parseConfiguration } from '../../../../src/config/schema.js'
import { faultsOf } from '../../../support/config-files.js'
import { runs } from '../../../support/runs.js'
import { ENVIRONMENT, EVERY_KEY, EXAMPLE } from './example.js'

type Path = readonly (string | number)[]

/** Every place of a parsed file, with those inside it. */
function placesOf(value: unknown, at: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [at]
  const inner = Object.entries(value).flatMap(([key, part]) =>
    placesOf(part, [...at, Array.isArray(value) ? Number(key) : key]),
  )
  return [at, ...inner]
}

function replaceAt(whole: unknown, [key, ...rest]: Path, value: unknown): unknown {
  if (key === undefined) return value
  if (Array.isArray(whole)) return whole.map((part: unknown, at) => (at === key ? replaceAt(part, rest, value) : part))
  if (typeof whole !== 'object' || whole === null) return value
  return { ...whole, [key]: replaceAt(Reflect.get(whole, key), rest, value) }
}

/** Texts that occur nowhere else, so that a part of one in the output has come from the file. */
const secret = fc.stringMatching(/^[0-9]{6,7}~[0-9]{6,7}$/)
const anything: fc.Arbitrary<unknown> = fc.oneof(
  secret,
  secret.map((text) => `https://user:${text}@mor.example.net`),
  secret.map((text) => `\n${text}\n`),
  secret.map((text) => Number(text.replace('~', ''))),
  secret.map((text) => [text, { auth: text }]),
  secret.map((text) => ({ username: text, password: [text], token: text, customerId: text, calls: text, ca: text })),
)
const digitsOf = (value: unknown): readonly string[] => JSON.stringify(value).match(/\d{6,}/g) ?? []

const files = [EVERY_KEY, EXAMPLE].map((text): unknown => parse(text))
const misplaced = fc.constantFrom(...files).chain((file) =>
  fc.record({
    file: fc.constant(file),
    changes: fc.array(fc.tuple(fc.constantFrom(...placesOf(file).filter((at) => at.length > 0)), anything), {
      minLength: 1,
      maxLength: 5,
    }),
  }),
)

test('no value of a faulty file is in its faults', () => {
  let faulty = 0
  fc.assert(
    fc.property(misplaced, ({ file, changes }) => {
      const changed = changes.reduce<unknown>((sofar, [at, value]) => replaceAt(sofar, at, value), file)
      const { value, isReference } = fillReferences(changed, { environment: ENVIRONMENT, directory: '.' })
      const parsed = parseConfiguration(value, adapters, isReference)
      if (parsed.ok) return
      faulty += 1
      const messages = parsed.faults.map(formatFault).join('\n')
      for (const digits of changes.flatMap(([, given]) => digitsOf(given))) expect(messages).not.toContain(digits)
      for (const known of Object.values(ENVIRONMENT)) expect(messages).not.toContain(known)
    }),
    { numRuns: runs(500) },
  )
  expect(faulty).toBeGreaterThan(runs(50))
})

test.each([
  'a: "topsecret',
  'a: {topsecret',
  'a: *topsecret',
  'a: !topsecret x',
  'a: @topsecret',
  'a: `topsecret',
  'a: %topsecret',
  'a: "\\topsecret"',
  'a:\n  - topsecret\n topsecret',
  'topsecret',
  '"topsecret": [',
])('no text of a file that is not YAML is in its faults: %j', (file) => {
  const faults = faultsOf(file)
  expect(faults).not.toEqual([])
  expect(faults.join('\n')).not.toContain('opsecret')
})

test('no value of a reference is in the faults', () => {
  const file = `
server: { port: "\${S}", cors: { origins: ["\${S}"] }, trustedProxies: { addresses: ["\${S}"] } }
sources:
  a: { vendor: "\${S}" }
  b: { vendor: mor, url: "\${S}", auth: { username: "\${S}" }, hash: "\${file:s}", timeZone: "\${S}", retries: "\${S}" }
  c: { vendor: telecomx, url: "https://\${S}:\${S}@x.example", auth: "\${S}", freshness: { calls: "\${file:s}" } }
`
  const faults = faultsOf(file, { S: 'topsecret' }, { s: 'topsecret\n' })
  expect(faults).toHaveLength(12)
  expect(faults.join('\n')).not.toContain('topsecret')
})
