// A self-signed certificate for 127.0.0.1, generated for each run (X.509 v3, RFC 5280), so that no key is stored.

import { generateKeyPairSync, sign } from 'node:crypto'

const node = (tag: number, ...parts: readonly Buffer[]): Buffer => {
  const content = Buffer.concat(parts)
  const { length } = content
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255]
  return Buffer.concat([Buffer.from([tag, ...size]), content])
}
const sequence = (...parts: readonly Buffer[]): Buffer => node(0x30, ...parts)
const oid = (...bytes: readonly number[]): Buffer => node(0x06, Buffer.from(bytes))
const time = (text: string): Buffer => node(0x17, Buffer.from(text))

const COMMON_NAME = oid(0x55, 4, 3)
const SUBJECT_ALT_NAME = oid(0x55, 29, 17)
const ECDSA_WITH_SHA256 = sequence(oid(0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 2))

const pem = (der: Buffer): string =>
  `-----BEGIN CERTIFICATE-----\n${der.toString('base64').replace(/.{64}/g, '$&\n')}\n-----END CERTIFICATE-----\n`

/**
 * Key and certificate as PEM text.
 * @param uris what it is issued for besides 127.0.0.1, such as SPIFFE ids.
 * @param hosts names of hosts that it is issued for.
 */
export function createCertificate(
  uris: readonly string[] = [],
  hosts: readonly string[] = [],
): { readonly key: string; readonly cert: string } {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const name = sequence(node(0x31, sequence(COMMON_NAME, node(0x0c, Buffer.from('trunkline test')))))
  const address = node(0x87, Buffer.from([127, 0, 0, 1]))
  const names = sequence(
    address,
    ...uris.map((uri) => node(0x86, Buffer.from(uri))),
    ...hosts.map((host) => node(0x82, Buffer.from(host))),
  )
  const content = sequence(
    node(0xa0, node(0x02, Buffer.from([2]))),
    node(0x02, Buffer.from([1])),
    ECDSA_WITH_SHA256,
    name,
    sequence(time('200101000000Z'), time('491231235959Z')),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    node(0xa3, sequence(sequence(SUBJECT_ALT_NAME, node(0x04, names)))),
  )
  const signature = node(0x03, Buffer.from([0]), sign('sha256', content, privateKey))
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    cert: pem(sequence(content, ECDSA_WITH_SHA256, signature)),
  }
}
