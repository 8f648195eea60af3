import { expect, test } from 'vitest'
import { size } from '../../../../src/config/size.js'
import { faultsOf, load } from '../../../support/config-files.js'

const bytes = size(1024, 64 * 1024 ** 2, 'Of something.')
const EXPECTED = 'must be a size from 1KiB to 64MiB: 512KiB, 64MiB, or a whole number of bytes'

test.each([
  [1024, 1024],
  ['1KiB', 1024],
  ['64MiB', 67_108_864],
  [5_000_000, 5_000_000],
])('%s are %i bytes', (written, expected) => {
  expect(bytes.parse(written)).toBe(expected)
})

test.each([['64MB'], ['64 MiB'], ['1GiB'], ['MiB'], ['-1KiB'], [1023], [0.5], [true], ['99999999999999999MiB']])(
  '%s is no size here',
  (written) => {
    const { error } = bytes.safeParse(written)
    expect(error?.issues.map(({ message }) => message)).toEqual([EXPECTED])
  },
)

const EXAMPLE_SOURCE = 'sources: { a: { vendor: telecomx, url: "https://vendor.example", auth: { token: a } } }'
const server = (text: string) => `server: ${text}\n${EXAMPLE_SOURCE}`

test('the former name of limits.vendorRequests means the same, and cannot be combined with it', () => {
  expect(load(server('{ maxVendorRequests: 7 }')).server.limits.vendorRequests).toBe(7)
  expect(load(server('{ limits: { vendorRequests: 7, bytes: 1MiB } }')).server.limits).toMatchObject({
    vendorRequests: 7,
    bytes: 1_048_576,
    records: 100_000,
  })
  expect(faultsOf(server('{ maxVendorRequests: 7, limits: { vendorRequests: 7 } }'))).toEqual([
    'server.maxVendorRequests: is the former name of limits.vendorRequests: set only one of the two',
  ])
})
