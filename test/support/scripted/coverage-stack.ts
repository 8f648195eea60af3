// A gateway over scripted systems of all vendors, whose lists hold one fully populated row.

import { expect } from 'vitest'
import type { DocumentedName } from '../documents/entry.js'
import { documents } from '../documents.js'
import { startStack } from '../stack.js'
import type { SentRow } from './answers.js'
import { richRow } from './rich-rows.js'
import { type ScriptedVendors, type SeenRequest, startScriptedVendors } from './vendors.js'

export interface CoverageStack {
  /** The requests that the latest query led to. */
  readonly seen: readonly SeenRequest[]
  /** The entry whose flag is yes. */
  proven: DocumentedName | null
  /** Merged into the envelope of every list. */
  envelope: SentRow
  /** The answer to an action, or a count. */
  answer: string
  /** Sends a query, and returns the data; there must be no error. */
  ask(query: string): Promise<unknown>
  close(): Promise<void>
}

/** Longer than any list is shared for. */
const STEP_MS = 11_000

export async function startCoverageStack(): Promise<CoverageStack> {
  const vendors = await startScriptedVendors({
    row: (vendor, operation) => richRow(documents, { vendor, operation }, coverage.proven),
    envelope: () => coverage.envelope,
    answer: () => coverage.answer,
  })
  const stack = await startStack({
    vendors: [],
    server: { scopes: ['sip:credentials'] },
    sources: sourcesAt(vendors),
  })
  const coverage: CoverageStack = {
    seen: vendors.seen,
    proven: null,
    envelope: {},
    answer: '',
    ask: async (query) => {
      vendors.seen.length = 0
      stack.clock.nowMs += STEP_MS
      const { status, body } = await stack.query(query)
      expect(body.errors, query).toBeUndefined()
      expect(status).toBe(200)
      return body.data
    },
    close: async () => {
      await stack.close()
      await vendors.close()
    },
  }
  return coverage
}

function sourcesAt({ origin }: ScriptedVendors) {
  const login = { username: 'demo-user', password: 'demo-password' }
  const restcomm = {
    vendor: 'restcomm',
    url: `${origin}/restcomm`,
    region: 'DK',
    control: { makeCall: { urls: ['https://example.net/'], allowPrivate: ['example.net'] } },
    auth: { accountSid: 'demo', authToken: 'demo-password' },
  }
  return {
    telecomx: { vendor: 'telecomx', url: `${origin}/telecomx`, auth: login },
    portasip: { vendor: 'portasip', url: `${origin}/portasip`, auth: login, region: 'DK', control: true },
    'portasip-wholesaler': {
      vendor: 'portasip',
      url: `${origin}/portasip`,
      trusted: { wholesalerId: 7 },
      control: true,
    },
    'portasip-trusted': { vendor: 'portasip', url: `${origin}/portasip`, trusted: { customerId: 1 } },
    restcomm,
    'restcomm-xml': { ...restcomm, format: 'xml' },
    portaone: { vendor: 'portaone', url: `${origin}/portaone`, auth: login, region: 'DK' },
    twilio: { ...restcomm, vendor: 'twilio', url: `${origin}/twilio` },
    mor: {
      vendor: 'mor',
      staleOnError: 0,
      url: `${origin}/mor`,
      timeZone: 'Europe/Vilnius',
      auth: { username: 'demo-user', secretKey: 'demo-secret-key', password: 'demo-password' },
    },
  }
}
