// What is in a store, for the search for secrets.

import { zstdDecompressSync } from 'node:zlib'
import { createClient, RESP_TYPES } from '@redis/client'

/** All keys and all values of the store, with compressed ones as text. */
export async function everythingIn(url: string): Promise<string> {
  const client = createClient({ url, commandOptions: { typeMapping: { [RESP_TYPES.BLOB_STRING]: Buffer } } })
  await client.connect()
  const texts: string[] = []
  const add = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(add)
    else if (Buffer.isBuffer(value)) texts.push(value.toString('latin1'), value.toString('utf8'), unpacked(value))
    else texts.push(JSON.stringify(value))
  }
  const keys = await client.sendCommand<Buffer[]>(['KEYS', '*'])
  for (const key of keys) {
    add(key)
    const type = String(await client.sendCommand(['TYPE', key]))
    if (type === 'hash') add(Object.values(await client.sendCommand<Record<string, Buffer>>(['HGETALL', key])))
    if (type === 'string') add(await client.sendCommand<Buffer>(['GET', key]))
    if (type === 'zset') add(await client.sendCommand(['ZRANGE', key, '0', '-1']))
    if (type === 'list') add(await client.sendCommand(['LRANGE', key, '0', '-1']))
  }
  client.destroy()
  return texts.join('\n')
}

function unpacked(value: Buffer): string {
  try {
    return zstdDecompressSync(value.subarray(1)).toString()
  } catch {
    return ''
  }
}
