import { Agent } from 'undici'

/** Of a key set or of claims: a key set of a hundred keys has some 100 KB. */
const MOST_BYTES = 512 * 1024

/**
 * Creates the connections to who issues tokens, which nothing else uses.
 * @param timeoutMs for connecting, for the headers, and between two parts of a body.
 */
export const createProviderAgent = (timeoutMs: number): Agent =>
  new Agent({
    maxResponseSize: MOST_BYTES,
    connect: { timeout: timeoutMs },
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
  })
