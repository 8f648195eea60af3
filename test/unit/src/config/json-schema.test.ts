// The output of `trunkline schema config`, compared with what the program accepts.

import { Ajv2020 } from 'ajv/dist/2020.js'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { adapters } from '../../../../adapters/index.js'
import { configurationJsonSchema } from '../../../../src/config/json-schema.js'
import { readConfiguration } from '../../../../src/config/schema.js'
import { runs } from '../../../support/runs.js'
import { EVERY_KEY, EXAMPLE } from './example.js'

const schema = configurationJsonSchema(adapters)
// The format of a URL is a hint for editors; the program decides.
const isValid = new Ajv2020({ validateFormats: false, allErrors: true, strict: true, strictTypes: false }).compile(
  schema,
)
/** A source that is valid except for the addition. */
const mor = (more = '', name = 'a') =>
  `sources: { ${name}: { vendor: mor, url: "https://a.example", auth: { username: u, secretKey: s }${more} } }`
const parsed = (text: string): Record<string, unknown> => parse(text)

describe('the JSON Schema of the configuration', () => {
  test('is a valid schema, and accepts the example with its references', () => {
    expect(isValid(parsed(EXAMPLE))).toBe(true)
  })

  test('accepts every key', () => {
    expect(isValid(parsed(EVERY_KEY))).toBe(true)
  })

  test('accepts a reference for every value', () => {
    const value = '${NAME}'
    const file = {
      server: {
        port: value,
        explorer: value,
        deadlineMs: value,
        scopes: [value],
        cors: { origins: [value] },
        trustedProxies: { addresses: [value], userHeader: value },
      },
      sources: {
        a: { vendor: 'mor', url: value, auth: { username: value, secretKey: value }, hash: value, region: value },
        b: {
          vendor: 'portasip',
          url: value,
          trusted: { customerId: value },
          freshness: { calls: value },
          order: value,
        },
        c: {
          vendor: 'telecomx',
          url: value,
          auth: { token: '${file:token}' },
          control: value,
          tls: { insecure: value },
        },
      },
    }
    expect(isValid(file), JSON.stringify(isValid.errors)).toBe(true)
  })

  test.each([
    ['sorces: {}', 'at the top'],
    ['server: { prot: 1 }', 'of the server'],
    [mor(', hsh: key'), 'of a source'],
    ['sources: { a: { vendor: mor, url: "https://a.example", auth: { username: u, secretKey: s, k: s } } }', 'of auth'],
    [mor(', product: sbc'), 'of another vendor'],
    [mor(', tls: { c: x }'), 'of tls'],
  ])('refuses unknown keys: %s', (text) => {
    expect(isValid({ ...parsed(EXAMPLE), ...parsed(text) })).toBe(false)
  })

  test.each([
    'sources: {}',
    'server: { port: 65536 }',
    'server: { explorer: "yes" }',
    mor('', 'A'),
    'sources: { a: { vendor: nobody, url: "https://a.example" } }',
    'sources: { a: { vendor: mor, auth: { username: u, secretKey: s } } }',
    'sources: { a: { vendor: mor, url: "https://a.example", auth: { username: u } } }',
    'sources: { a: { vendor: mor, url: "https://a.example", auth: { username: u, secretKey: 5 } } }',
    mor(', staleOnError: soon'),
  ])('refuses what the program refuses: %s', (text) => {
    const file = { ...parsed(EXAMPLE), ...parsed(text) }
    expect(isValid(file)).toBe(false)
    expect(readConfiguration(file, adapters).ok).toBe(false)
  })

  test('describes every key', () => {
    const bare: string[] = []
    const visit = (part: unknown, path: string): void => {
      if (typeof part !== 'object' || part === null) return
      const properties: unknown = Reflect.get(part, 'properties')
      for (const [key, property] of Object.entries(properties ?? {}))
        if (typeof property === 'object' && property !== null && !('description' in property))
          bare.push(`${path}.${key}`)
      for (const [key, inner] of Object.entries(part)) visit(inner, `${path}.${key}`)
    }
    visit(schema, '')
    expect(bare).toEqual([])
  })

  test('accepts everything that the program accepts', () => {
    const file = parsed(EVERY_KEY)
    const leaf = fc.oneof(
      fc.integer(),
      fc.boolean(),
      fc.constantFrom('none', '1s', 'x', '', 'https://a.example', 'sbc'),
    )
    const sources = Object.entries(Object(file['sources']))
    const changed = fc.constantFrom(...sources).chain(([name, source]) =>
      fc.dictionary(fc.constantFrom(...Object.keys(Object(source))), leaf, { maxKeys: 2 }).map((changes) => ({
        server: file['server'],
        sources: { [name]: Object.assign({}, source, changes) },
      })),
    )
    expectTaken(changed)
  })

  test('accepts every sign-in and every role that the program accepts', () => {
    const file = parsed(EVERY_KEY)
    const text = fc.constantFrom('none', 'all', 'noc', 'acme', '5/m', 'phone', 'calls:read', '2027-06-30', 'at+jwt', '')
    const value = fc.oneof(text, fc.array(text, { maxLength: 2 }), fc.constantFrom(1, {}, { a: 'all' }, { a: 'none' }))
    const change = (part: unknown) =>
      fc
        .dictionary(fc.constantFrom(...Object.keys(Object(part))), value, { maxKeys: 1 })
        .map((changes) => Object.assign({}, part, changes))
    const at = (...path: readonly (string | number)[]) =>
      path.reduce<unknown>((part, key) => Reflect.get(Object(part), key), file)
    const changed = fc
      .tuple(
        change(at('auth', 'jwt', 0)),
        change(at('auth', 'keys', 'portal')),
        change(at('roles', 'tenant')),
        change(at('tenants', 'acme')),
      )
      .map(([issuer, portal, tenant, acme]) => ({
        ...file,
        auth: Object.assign({}, at('auth'), { jwt: [issuer], keys: { portal } }),
        roles: Object.assign({}, at('roles'), { tenant }),
        tenants: { acme },
      }))
    expectTaken(changed)
  })

  function expectTaken(candidates: fc.Arbitrary<unknown>): void {
    let taken = 0
    fc.assert(
      fc.property(candidates, (candidate) => {
        if (!readConfiguration(candidate, adapters).ok) return
        taken += 1
        expect(isValid(candidate), JSON.stringify(isValid.errors)).toBe(true)
      }),
      { numRuns: runs(500) },
    )
    expect(taken).toBeGreaterThan(0)
  }
})
